package io.epoll4j.jvm.udp;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.SIOCOUTQ;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.IPPROTO_UDP;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.InetSocket;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.OptionValues;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.SocketLock;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.task.TaskStruct;
import java.lang.foreign.MemorySegment;

/// A UDP socket (net/ipv4/udp.c, net/core/datagram.c).
///
/// A datagram that finds no socket is answered by an error, which a connected sender hears of; one
/// that finds no room is lost.
final class UdpSocket extends InetSocket {
    final Udp udp;
    private final UdpQueue queue = new UdpQueue(this);
    private final UdpOutput output = new UdpOutput(this);

    UdpSocket(Udp udp, int family) {
        super(udp.stack, family, SOCK_DGRAM, IPPROTO_UDP, udp.ports, new SocketLock());
        this.udp = udp;
    }

    /// `datagram_poll`
    @Override
    public int poll(PollTable table) {
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
    public void writeSpace() {
        if (isWritable()) {
            wait.wakeOne(WRITABLE);
        }
    }

    @Override
    public boolean accepts() {
        return true;
    }

    /// `inet_dgram_connect`, `udp_disconnect`
    @Override
    public int connect(TaskStruct task, Address target, boolean nonblocking) {
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
        Endpoint to = target(target.endpoint());
        lock.lock();
        try {
            failure = route(to);
            if (failure != 0) {
                return failure;
            }
            if (local.isAny()) {
                local = stack.sourceFor(to).withPort(local.port());
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
            Endpoint kept = addressChosen ? local : anyAddress();
            local = kept.withPort(portChosen ? local.port() : 0);
        } finally {
            lock.unlock();
        }
    }

    /// `udp_ioctl`
    @Override
    public int ioctl(long request, MemorySegment argument) {
        if (request == FIONREAD) {
            return store(queue.firstLength(), argument);
        }
        return request == SIOCOUTQ ? store(writeMemory(), argument) : -ENOTTY;
    }

    /// `inet_shutdown`
    @Override
    public int shutdown(int how) {
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
    public long send(TaskStruct task, Msg msg) {
        return hasPort() ? output.send(msg) : -EAGAIN;
    }

    private boolean hasPort() {
        lock.lock();
        try {
            return bindAutomatically();
        } finally {
            lock.unlock();
        }
    }

    /// `udp_queue_rcv_skb`: takes over the skb.
    public void arrived(Skb skb) {
        queue.add(skb);
    }

    /// `__udp4_lib_err`: nobody was there. Who is told is whom an answer would have reached.
    public void refused() {
        if (state == SocketState.ESTABLISHED) {
            setError(ECONNREFUSED);
            errorReport();
        }
    }

    @Override
    public long receive(TaskStruct task, Msg msg) {
        return queue.receive(task, msg);
    }

    /// `udp_lib_setsockopt` has nothing to set here, and says so only to what is long enough.
    @Override
    public int setOption(int level, int option, MemorySegment value) {
        boolean shortened = level == IPPROTO_UDP && !OptionValues.holdsInt(value);
        return shortened ? -EINVAL : super.setOption(level, option, value);
    }

    @Override
    public int getOption(int level, int option, MemorySegment into) {
        return level == IPPROTO_UDP ? -ENOPROTOOPT : super.getOption(level, option, into);
    }

    @Override
    public void release() {
        dead = true;
        ports.release(this);
        queue.clear();
    }
}
