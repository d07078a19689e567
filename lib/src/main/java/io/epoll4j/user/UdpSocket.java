package io.epoll4j.user;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EDESTADDRREQ;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.Errno.ENETUNREACH;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.IPPROTO_UDP;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A UDP socket (net/ipv4/udp.c, net/core/datagram.c).
///
/// A datagram that finds no socket is answered by an error, which a connected sender hears of; one
/// that finds no room is lost.
final class UdpSocket extends InetSocket {
    private static final int LONGEST = 65_535;
    private static final int LONGEST_PAYLOAD = LONGEST - 28;
    private static final int LONGEST_PAYLOAD6 = LONGEST - 8;

    private record Target(Address address, Endpoint endpoint) {}

    private record Route(Endpoint to, Endpoint source) {}

    private final UdpQueue queue = new UdpQueue(this);
    private volatile @Nullable Target lastTarget;
    private volatile @Nullable Route lastRoute;

    UdpSocket(Stack stack, int family) {
        super(stack, family, SOCK_DGRAM, IPPROTO_UDP, stack.udpPorts, new ReentrantLock());
    }

    /// `datagram_poll`
    @Override
    int poll(PollTable table) {
        table.pollWait(wait);
        int mask = pendingError() != 0 ? EPOLLERR : 0;
        int down = shutdown;
        if ((down & RCV_SHUTDOWN) != 0) {
            mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
        }
        if (down == BOTH_SHUTDOWN) {
            mask |= EPOLLHUP;
        }
        if (!received.isEmpty()) {
            mask |= EPOLLIN | EPOLLRDNORM;
        }
        return isWritable() ? mask | WRITABLE : mask;
    }

    private boolean isWritable() {
        return writeMemory() < options.sendBuffer >> 1;
    }

    @Override
    void writeSpace() {
        if (isWritable()) {
            wait.wakeOne(WRITABLE);
        }
    }

    @Override
    boolean accepts() {
        return true;
    }

    /// `inet_dgram_connect`, `udp_disconnect`
    @Override
    int connect(Call call, Address target, boolean nonblocking) {
        if (target.isUnspecified()) {
            disconnect();
            return 0;
        }
        if (!hasPort()) {
            return -EAGAIN;
        }
        int failure = checkConnect(target);
        if (failure != 0) {
            return failure;
        }
        Endpoint to = destination(Endpoint.of(target));
        lock.lock();
        try {
            boolean foreign = to.isV4() && isV6Only();
            if (foreign || !stack.network.reaches(to)) {
                return -ENETUNREACH;
            }
            if (local.isAny()) {
                local = stack.network.sourceFor(to).withPort(local.port());
            }
            remote = to;
            state = SocketState.ESTABLISHED;
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /// `__ip6_datagram_connect`: an IPv6 socket takes addresses of both families.
    private int checkConnect(Address target) {
        if (family == AF_INET || target.family() != AF_INET) {
            return check(target);
        }
        if (isV6Only()) {
            return -EAFNOSUPPORT;
        }
        return target.length() < INET_BYTES ? -EINVAL : 0;
    }

    /// `__udp_disconnect`
    private void disconnect() {
        lock.lock();
        try {
            state = SocketState.CLOSE;
            remote = null;
            if (!portChosen) {
                ports.release(this);
            }
            Endpoint any = local.isV4() ? Endpoint.ANY4 : Endpoint.ANY6;
            Endpoint kept = addressChosen ? local : any;
            local = kept.withPort(portChosen ? local.port() : 0);
        } finally {
            lock.unlock();
        }
    }

    private static Endpoint destination(Endpoint to) {
        return to.isAny() ? to.toLoopback() : to;
    }

    /// `inet_shutdown`
    @Override
    int shutdown(int how) {
        int bits = shutdownBits(how);
        if (bits < 0) {
            return -EINVAL;
        }
        lock.lock();
        try {
            shutdown = shutdown | bits;
            stateChange();
            return state == SocketState.ESTABLISHED ? 0 : -ENOTCONN;
        } finally {
            lock.unlock();
        }
    }

    @Override
    long send(Call call, Msg msg) {
        if (!hasPort()) {
            return -EAGAIN;
        }
        return family == AF_INET6 ? send6(msg) : send4(msg);
    }

    /// `udp_sendmsg`
    private long send4(Msg msg) {
        int failure = check4(msg);
        if (failure != 0) {
            return failure;
        }
        Address target = msg.target;
        if (target == null) {
            Endpoint to = remote;
            return to == null ? -EDESTADDRREQ : transmit(msg, to, LONGEST_PAYLOAD);
        }
        if (target.length() < INET_BYTES) {
            return -EINVAL;
        }
        // An address without a family is an IPv4 one here.
        if (target.family() != AF_INET && !target.isUnspecified()) {
            return -EAFNOSUPPORT;
        }
        return sendNamed(msg, endpointOf(target), LONGEST_PAYLOAD);
    }

    private static int check4(Msg msg) {
        if (msg.iov.remaining() > LONGEST) {
            return -EMSGSIZE;
        }
        return msg.has(MSG_OOB) ? -EOPNOTSUPP : 0;
    }

    /// `udpv6_sendmsg`
    private long send6(Msg msg) {
        Address target = msg.target;
        if (target == null || target.isUnspecified()) {
            Endpoint to = remote;
            if (to == null) {
                return -EDESTADDRREQ;
            }
            return to.isV4() ? sendMapped(msg, to) : transmit(msg, to, LONGEST_PAYLOAD6);
        }
        if (target.family() == AF_INET) {
            return isV6Only() ? -ENETUNREACH : send4(msg);
        }
        if (check(target) != 0) {
            return -EINVAL;
        }
        Endpoint to = endpointOf(target);
        return to.isV4() ? sendMapped(msg, to) : sendNamed(msg, to, LONGEST_PAYLOAD6);
    }

    /// To an IPv6 address that stands for an IPv4 one.
    private long sendMapped(Msg msg, Endpoint to) {
        int failure = isV6Only() ? -ENETUNREACH : check4(msg);
        return failure != 0 ? failure : sendNamed(msg, to, LONGEST_PAYLOAD);
    }

    private long sendNamed(Msg msg, Endpoint to, int longest) {
        return to.port() == 0 ? -EINVAL : transmit(msg, to, longest);
    }

    /// Made once while programs send to the same address.
    private Endpoint endpointOf(Address target) {
        Target last = lastTarget;
        if (last == null || !last.address.equals(target)) {
            last = new Target(target, destination(Endpoint.of(target)));
            lastTarget = last;
        }
        return last.endpoint;
    }

    /// Made once while the socket sends to the same endpoint.
    private Endpoint sourceFor(Endpoint to) {
        Endpoint bound = local;
        if (!bound.isAny()) {
            return bound;
        }
        Route last = lastRoute;
        if (last == null || !last.to.equals(to) || last.source.port() != bound.port()) {
            last = new Route(to, stack.network.sourceFor(to).withPort(bound.port()));
            lastRoute = last;
        }
        return last.source;
    }

    private boolean hasPort() {
        lock.lock();
        try {
            return bindAutomatically();
        } finally {
            lock.unlock();
        }
    }

    private long transmit(Msg msg, Endpoint to, int longest) {
        if (!stack.network.reaches(to)) {
            return -ENETUNREACH;
        }
        if (msg.iov.remaining() > longest) {
            return -EMSGSIZE;
        }
        int length = (int) msg.iov.remaining();
        int truesize = Truesize.ofUdp(length);
        int failure = takeError();
        if (failure == 0 && (shutdown & SEND_SHUTDOWN) != 0) {
            failure = -EPIPE;
        }
        if (failure != 0) {
            return failure;
        }
        Skb skb = stack.skbs.take(length);
        skb.fill(msg.iov, length);
        skb.truesize = truesize;
        skb.sender = this;
        skb.from = sourceFor(to);
        skb.to = to;
        skb.kind = Skb.Kind.DATAGRAM;
        writeSpace();
        stack.transmit(skb);
        return length;
    }

    /// `udp_queue_rcv_skb`: takes over the skb.
    void arrived(Skb skb) {
        queue.add(skb);
    }

    /// `__udp4_lib_err`: nobody was there. Who is told is whom an answer would have reached.
    void refused() {
        if (state == SocketState.ESTABLISHED) {
            setError(ECONNREFUSED);
            errorReport();
        }
    }

    @Override
    long receive(Call call, Msg msg) {
        return queue.receive(call, msg);
    }

    @Override
    void release() {
        dead = true;
        ports.release(this);
        queue.clear();
    }
}
