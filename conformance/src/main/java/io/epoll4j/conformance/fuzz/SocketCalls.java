package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;

/// The operations on sockets.
final class SocketCalls {
    /// A port below all that programs get, where nobody listens.
    private static final int CLOSED_PORT = 1;

    /// The longest transfer in a program that uses TCP.
    static final int FEW_BYTES = 64;

    /// States of `tcpi_state` (include/net/tcp_states.h) that end when an acknowledgement arrives.
    private static final int FIN_WAIT1 = 4;

    private static final int LAST_ACK = 9;
    private static final int CLOSING = 11;

    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private static final int TYPE_MASK = 0xf;
    private static final int RAW = 3;
    private static final int NO_PROTOCOL = 99;

    private final Side side;
    private final Addresses addresses;
    private final OptionCalls options;
    private final SockAddr other = new SockAddr();
    private final MemorySegment linger = Arena.ofAuto().allocate(8, 4);
    private final MemorySegment info = Arena.ofAuto().allocate(8, 8);
    private boolean used;

    SocketCalls(Side side, String name) {
        this.side = side;
        this.addresses = new Addresses(side, name);
        this.options = new OptionCalls(side);
    }

    /// Whether the program made a socket of the Internet. How much such a one takes and when it
    /// takes more depends on timers of TCP's, so it is only given few bytes; and a connection that
    /// is closed must not linger on.
    boolean used() {
        return used;
    }

    void forget() {
        used = false;
    }

    /// Waits until TCP has nothing under way that a program could see: the other end's
    /// acknowledgement of a FIN may come 40 ms later (delayed ACK), and is an edge for who sent it.
    void settle() {
        if (!used || !(side.kernel instanceof LinuxKernel)) {
            return;
        }
        long began = System.nanoTime();
        while (underWay() && System.nanoTime() - began < PATIENCE_NANOS) {
            for (int fd = side.base; fd < side.base + OwnTable.LIMIT; fd++) {
                side.kernel.setsockopt(fd, SocketFlags.IPPROTO_TCP, SocketFlags.TCP_QUICKACK, 1);
            }
        }
    }

    private boolean underWay() {
        for (int fd = side.base; fd < side.base + OwnTable.LIMIT; fd++) {
            int answer =
                    side.kernel.getsockopt(fd, SocketFlags.IPPROTO_TCP, SocketFlags.TCP_INFO, info);
            if (answer > 0) {
                int state = info.get(ValueLayout.JAVA_BYTE, 0);
                if (state == FIN_WAIT1 || state == CLOSING || state == LAST_ACK) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Lets the close that follows drop a connection at once, so that nothing of it lingers on.
    void dropSilently(int fd) {
        linger(fd, 1, 0);
    }

    private int linger(int fd, int on, int seconds) {
        linger.set(ValueLayout.JAVA_INT, 0, on);
        linger.set(ValueLayout.JAVA_INT, 4, seconds);
        return side.kernel.setsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_LINGER, linger);
    }

    void run(Call call) {
        switch (call) {
            case SOCKET, PAIR, ACCEPT -> make(call);
            case BIND ->
                    side.answer(
                            side.kernel.bind(
                                    side.fd(0), addresses.named(side.arg(1), side.arg(2), 0)));
            case BIND_LIKE -> bindLike(side.fd(0), side.fd(1));
            case LISTEN -> side.answer(side.kernel.listen(side.fd(0), side.arg(1)));
            case CONNECT -> connect(side.fd(0), addresses.of(side.fd(1)));
            case CONNECT_TO ->
                    connect(side.fd(0), addresses.named(side.arg(1), side.arg(2), CLOSED_PORT));
            case SHUTDOWN -> side.answer(side.kernel.shutdown(side.fd(0), side.arg(1)));
            case RECV, SEND, RECVFROM, SENDTO -> transfer(call);
            case GETSOCKNAME -> addresses.note(other, side.kernel.getsockname(side.fd(0), other));
            case GETPEERNAME -> addresses.note(other, side.kernel.getpeername(side.fd(0), other));
            default -> options(call);
        }
    }

    private void make(Call call) {
        switch (call) {
            case SOCKET -> {
                int fd =
                        side.kernel.socket(
                                side.arg(1), type(side.arg(1), side.arg(2)), protocol(side.arg(3)));
                side.made(0, fd);
                side.neverBlock(fd, side.arg(2));
                if (isInternet(side.arg(1))) {
                    used = true;
                    sendAtOnce(fd);
                }
            }
            case PAIR -> {
                int answer =
                        side.kernel.socketpair(
                                side.arg(2),
                                type(side.arg(2), side.arg(3)),
                                protocol(side.arg(4)),
                                side.two);
                side.answer(answer);
                for (int i = 0; i < 2; i++) {
                    side.made(i, answer < 0 ? answer : side.two[i]);
                    side.neverBlock(answer < 0 ? answer : side.two[i], side.arg(3));
                }
            }
            default -> {
                int fd = side.kernel.accept4(side.fd(1), other, side.arg(2));
                side.made(0, fd);
                side.neverBlock(fd, side.arg(2));
                if (fd >= 0) {
                    addresses.note(other, 0);
                }
            }
        }
    }

    /// Binds a datagram socket to another's address, to take it over or share it. TCP's ports stay
    /// taken on Linux for a minute after the last connection; and who of several with SO_REUSEPORT
    /// gets a datagram is up to a hash.
    private void bindLike(int fd, int model) {
        int type = side.kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_TYPE);
        int shares = side.kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_REUSEPORT);
        SockAddr at = addresses.of(model);
        if (type == SocketFlags.SOCK_DGRAM && shares == 0) {
            side.answer(side.kernel.bind(fd, at));
        }
    }

    private static boolean isInternet(int domain) {
        return domain == SocketFlags.AF_INET || domain == SocketFlags.AF_INET6;
    }

    /// Who may have a raw socket of the Internet depends on rights: no program asks for one.
    private static int type(int domain, int type) {
        return isInternet(domain) && (type & TYPE_MASK) == RAW ? type & ~TYPE_MASK : type;
    }

    /// The protocol the type stands for, or one that there is not. Who may have others, ICMP's say,
    /// is a setting of the host.
    private static int protocol(int number) {
        return number == 0 ? 0 : NO_PROTOCOL;
    }

    /// What accept4(2) makes of it inherits the option.
    private void sendAtOnce(int fd) {
        side.trace.add(
                side.kernel.setsockopt(fd, SocketFlags.IPPROTO_TCP, SocketFlags.TCP_NODELAY, 1));
    }

    /// A TCP socket of IPv6 that asked for a connection to IPv4 once is never let go by Linux's
    /// IPv4 code (`icsk_af_ops`), not even by a disconnect, and hears of no IPv6 again.
    private void connect(int fd, SockAddr to) {
        boolean mapped =
                to.family() == SocketFlags.AF_INET6 && to.address() instanceof Inet4Address;
        int type = side.kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_TYPE);
        if (!mapped || type != SocketFlags.SOCK_STREAM) {
            side.answer(side.kernel.connect(fd, to));
        }
    }

    private void transfer(Call call) {
        int fd = side.fd(0);
        switch (call) {
            case RECV ->
                    side.received(
                            side.kernel.recv(fd, side.target, 0, side.length(1), side.arg(2)),
                            side.length(1));
            case RECVFROM -> {
                long count =
                        side.kernel.recvfrom(
                                fd, side.target, 0, side.length(1), side.arg(2), other);
                side.received(count, side.length(1));
                if (count >= 0) {
                    addresses.note(other, 0);
                }
            }
            case SEND ->
                    side.answer(
                            side.kernel.send(
                                    fd, side.source, side.tag(2), side.length(1), side.arg(3)));
            default ->
                    side.answer(
                            side.kernel.sendto(
                                    fd,
                                    side.source,
                                    side.tag(3),
                                    side.length(2),
                                    side.arg(4),
                                    addresses.of(side.fd(1))));
        }
    }

    private void options(Call call) {
        if (call == Call.LINGER) {
            side.answer(linger(side.fd(0), side.arg(1), side.arg(2)));
        } else {
            options.run(call);
        }
    }
}
