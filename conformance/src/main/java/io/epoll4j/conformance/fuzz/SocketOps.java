package io.epoll4j.conformance.fuzz;

import static io.epoll4j.conformance.fuzz.Kind.*;

import io.epoll4j.sys.SocketFlags;
import java.util.SplittableRandom;

/// The operations on sockets.
final class SocketOps {
    private static final int UNIX = SocketFlags.AF_UNIX;

    private static final int[] LENGTHS = {0, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 16};
    private static final int[] VALUES = {
        0,
        1,
        1,
        2,
        5,
        88,
        120,
        255,
        256,
        4096,
        32_767,
        1 << 20,
        -1,
        -1,
        -2,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE
    };

    private final Generator out;

    SocketOps(Generator out) {
        this.out = out;
    }

    /// Writes one operation.
    void op(Call call) {
        SplittableRandom random = out.random();
        switch (call) {
            case SOCKET -> socket();
            case PAIR -> pair();
            case BIND -> out.emit(call, out.slot(SOCKETS), domain(), random.nextInt(3));
            case BIND_LIKE -> out.emit(call, out.slot(set(DATAGRAM)), out.slot(set(DATAGRAM)));
            case LISTEN -> listen();
            case ACCEPT -> accept();
            case CONNECT -> out.emit(call, out.slot(SOCKETS), out.slot(SOCKETS));
            case CONNECT_TO -> out.emit(call, out.slot(SOCKETS), domain(), random.nextInt(3));
            case SHUTDOWN ->
                    out.emit(call, out.slot(SOCKETS), random.nextInt(out.mix().odd() ? 5 : 3));
            case RECV -> out.emit(call, out.slot(SOCKETS), size(), receiving());
            case SEND -> out.emit(call, out.slot(SOCKETS), size(), random.nextInt(256), sending());
            case RECVFROM -> out.emit(call, out.slot(SOCKETS), size(), receiving());
            case SENDTO ->
                    out.emit(
                            call,
                            out.slot(SOCKETS),
                            out.slot(SOCKETS),
                            size(),
                            random.nextInt(256),
                            sending());
            case GETSOCKNAME, GETPEERNAME -> out.emit(call, out.slot(SOCKETS));
            case GETSOCKOPT -> out.emit(call, out.slot(SOCKETS), random.nextInt(Options.count()));
            case SETSOCKOPT, SETSOCKOPT_OF -> option(call);
            case GETSOCKOPT_INTO ->
                    out.emit(
                            call,
                            out.slot(SOCKETS),
                            random.nextInt(Options.count()),
                            LENGTHS[random.nextInt(LENGTHS.length)]);
            case LINGER -> out.emit(call, out.slot(SOCKETS), random.nextInt(2), random.nextInt(3));
            case SENDMSG -> sendMessage();
            case RECVMSG -> receiveMessage();
            case SENDMMSG ->
                    out.emit(
                            call,
                            out.slot(SOCKETS),
                            many(),
                            size(),
                            random.nextInt(256),
                            sending());
            case RECVMMSG -> out.emit(call, out.slot(SOCKETS), many(), size(), receiving());
            case RECVMMSG_FOR ->
                    out.emit(
                            call,
                            out.slot(SOCKETS),
                            many(),
                            size(),
                            receiving(),
                            random.nextInt(3) == 0 ? 1000 : random.nextInt(-1, 2));
            default -> throw new AssertionError(call);
        }
    }

    private void sendMessage() {
        int passed = out.mix().coin() ? passed() : -1;
        int more = out.random().nextInt(4) == 0 ? passed() : -1;
        int tag = out.random().nextInt(256);
        out.emit(Call.SENDMSG, out.slot(SOCKETS), size(), tag, passed, more, sending());
    }

    /// Unix sockets in few programs only: Linux takes its time to throw them away.
    private int passed() {
        return out.slot(out.mix().passesSockets ? ANY : ANY & ~UNIX_SOCKETS);
    }

    private void receiveMessage() {
        int from = out.slot(SOCKETS);
        int one = out.create(out.fresh(), EVENTFD);
        int other = out.create(out.fresh(), EVENTFD);
        int room = out.random().nextInt(3);
        out.emit(Call.RECVMSG, one, other, from, size(), room, receiving());
    }

    private void socket() {
        boolean inet = out.mix().inet && out.random().nextInt(3) != 0;
        boolean datagram = out.random().nextInt(3) == 0;
        Kind kind = datagram ? DATAGRAM : inet ? TCP_SOCKET : UNIX_SOCKET;
        out.emit(
                Call.SOCKET,
                out.create(out.fresh(), kind),
                out.mix().odd() ? 0 : inet ? out.mix().family() : UNIX,
                type(datagram),
                out.mix().odd() ? 99 : 0);
    }

    private void pair() {
        boolean datagram = out.random().nextInt(3) == 0;
        int one = out.create(out.fresh(), datagram ? DATAGRAM : STREAM);
        int other = out.create(out.fresh(), datagram ? DATAGRAM : STREAM);
        out.emit(Call.PAIR, one, other, domain(), type(datagram), out.mix().odd() ? 99 : 0);
    }

    private int type(boolean datagram) {
        int type = datagram ? SocketFlags.SOCK_DGRAM : stream();
        return out.mix().odd() ? out.random().nextInt(8) : type | out.nonblocking();
    }

    /// Where there are only Unix sockets, connections of messages too.
    private int stream() {
        boolean packets = !out.mix().inet && out.random().nextInt(4) == 0;
        return packets ? SocketFlags.SOCK_SEQPACKET : SocketFlags.SOCK_STREAM;
    }

    private int domain() {
        return out.mix().inet && out.random().nextInt(4) == 0 ? out.mix().family() : UNIX;
    }

    private void listen() {
        int slot = out.slot(SOCKETS);
        out.emit(Call.LISTEN, slot, out.random().nextInt(-1, 4));
    }

    private void accept() {
        int listener = out.slot(LISTENERS);
        Kind kind = out.model().kind(listener) == TCP_LISTENER ? TCP_SOCKET : STREAM;
        out.emit(Call.ACCEPT, out.create(out.fresh(), kind), listener, out.nonblocking());
    }

    private int many() {
        return out.mix().odd()
                ? out.random().nextInt(-1, MessageRuns.BATCH + 2)
                : out.random().nextInt(MessageRuns.BATCH + 1);
    }

    private int size() {
        return out.mix().size();
    }

    private int receiving() {
        int bits =
                SocketFlags.MSG_OOB
                        | SocketFlags.MSG_PEEK
                        | SocketFlags.MSG_TRUNC
                        | SocketFlags.MSG_DONTWAIT
                        | SocketFlags.MSG_WAITALL
                        | SocketFlags.MSG_ERRQUEUE
                        | SocketFlags.MSG_CMSG_CLOEXEC;
        return out.random().nextInt(3) == 0 ? out.random().nextInt() & bits : 0;
    }

    private int sending() {
        int bits = SocketFlags.MSG_OOB | SocketFlags.MSG_DONTWAIT | SocketFlags.MSG_NOSIGNAL;
        return out.random().nextInt(3) == 0 ? out.random().nextInt() & bits : 0;
    }

    private void option(Call call) {
        int option = out.random().nextInt(Options.count());
        if (out.mix().inet && Options.isBufferSize(option)) {
            return;
        }
        int value = VALUES[out.random().nextInt(VALUES.length)];
        int length = LENGTHS[out.random().nextInt(LENGTHS.length)];
        if (call == Call.SETSOCKOPT) {
            out.emit(call, out.slot(SOCKETS), option, value);
        } else {
            out.emit(call, out.slot(SOCKETS), option, value, length);
        }
    }

    /// A listener, a client that connects to it and the server's end, each watched or not.
    static void connection(Generator out) {
        boolean tcp = out.mix().inet && out.mix().coin();
        int domain = tcp ? out.mix().family() : UNIX;
        int listener = out.create(out.fresh(), tcp ? TCP_LISTENER : LISTENER);
        out.emit(Call.SOCKET, listener, domain, SocketFlags.SOCK_STREAM, 0);
        out.emit(Call.BIND, listener, domain, out.random().nextInt(3));
        out.emit(Call.LISTEN, listener, out.random().nextInt(3));
        watch(out, listener);
        int client = out.create(out.fresh(), tcp ? TCP_SOCKET : UNIX_SOCKET);
        out.emit(Call.SOCKET, client, domain, SocketFlags.SOCK_STREAM, 0);
        watch(out, client);
        out.emit(Call.CONNECT, client, listener);
        if (out.random().nextInt(4) != 0) {
            int server = out.create(out.fresh(), tcp ? TCP_SOCKET : STREAM);
            out.emit(Call.ACCEPT, server, listener, 0);
            watch(out, server);
        }
    }

    private static void watch(Generator out, int slot) {
        if (out.mix().coin()) {
            out.add(1, out.slot(set(EPOLL)), slot);
        }
    }
}
