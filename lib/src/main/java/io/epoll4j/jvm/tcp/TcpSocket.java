package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.EpollFlags.EPOLLWRNORM;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.InetSocket;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.SkbQueue;
import io.epoll4j.jvm.net.SocketLock;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.task.TaskStruct;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A TCP socket: `struct tcp_sock` (net/ipv4/tcp.c). What it holds; what happens to it is in
/// [TcpConnection], [TcpEnd], [TcpOutput], [TcpInput] and [TcpReader].
///
/// [#lock] guards it. Both ends of a connection over the loopback have the same, so a packet may be
/// delivered while its sender is still in the call that sent it; ends in two kernels have one each.
/// Poll reads the volatile fields without.
final class TcpSocket extends InetSocket implements TcpFlows.End {
    /// `SS_*` of `struct socket`: what connect(2) has come to.
    enum Connecting {
        UNCONNECTED,
        CONNECTING,
        CONNECTED,
        DISCONNECTING
    }

    /// `TCP_URG_VALID`, `TCP_URG_READ`: whether the urgent byte was received, and read.
    enum Urgent {
        NONE,
        VALID,
        READ
    }

    private static final int WRITABLE_BITS = EPOLLOUT | EPOLLWRNORM;

    final Tcp tcp;
    Connecting connecting = Connecting.UNCONNECTED;

    /// The far end, while there is a connection over the loopback.
    @Nullable TcpSocket peer;

    /// What leads to the far end, while there is a connection with another kernel.
    @Nullable TcpWire wire;

    /// `SOCK_DONE`: the end of the stream has come.
    boolean done;

    /// What a listener holds; null until the socket listens.
    volatile @Nullable TcpListener listener;

    /// The listener that is to have this connection once it is complete.
    @Nullable TcpListener parent;

    /// What asks or answers again, while the connection is being made.
    @Nullable TcpHandshake handshake;

    /// What ends the connection, once the program has closed it and waits for the far end to.
    @Nullable TcpOrphan orphan;

    final TcpOptions tcpOptions = new TcpOptions();

    // Sending.

    /// What waits for the other end to have room.
    final SkbQueue unsent = new SkbQueue();

    /// `write_seq`: bytes from the beginning of the stream.
    volatile long written;

    /// `snd_nxt`, the end of the stream not counted.
    long sent;

    /// `snd_una`
    volatile long acknowledged;

    /// How far the other end has room.
    long sendLimit;

    /// TCP_NOTSENT_LOWAT, 0 for no limit.
    volatile int notSentLowWater;

    boolean finWanted;
    boolean finSent;

    /// Whether somebody is sending what is unsent: packets that come in meanwhile leave it to him.
    boolean pushing;

    /// `SOCK_NOSPACE`: somebody waits for room to send.
    volatile boolean noSpace;

    // Receiving.

    /// `rcv_nxt`: bytes, and one for the end.
    volatile long arrived;

    /// `copied_seq`: how far the program has read.
    volatile long copied;

    /// How far the other end was told that there is room.
    long advertised;

    volatile Urgent urgent = Urgent.NONE;

    /// `urg_seq`: where the urgent byte is.
    volatile long urgentAt;

    byte urgentByte;

    TcpSocket(Tcp tcp, int family, SocketLock lock) {
        super(tcp.stack, family, SOCK_STREAM, IPPROTO_TCP, tcp.ports, lock);
        this.tcp = tcp;
        options.useTcpBuffers();
    }

    /// `tcp_poll`
    @Override
    public int poll(PollTable table) {
        table.pollWait(wait);
        SocketState now = state;
        TcpListener queue = listener;
        if (now == SocketState.LISTEN && queue != null) {
            return queue.isEmpty() ? 0 : EPOLLIN | EPOLLRDNORM;
        }
        int down = shutdown;
        int mask = 0;
        if (down == BOTH_SHUTDOWN || now == SocketState.CLOSE) {
            mask |= EPOLLHUP;
        }
        if ((down & RCV_SHUTDOWN) != 0) {
            mask |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
        }
        if (now != SocketState.SYN_SENT && now != SocketState.SYN_RECEIVED) {
            mask |= pollStream(down);
        }
        return pendingError() != 0 ? mask | EPOLLERR : mask;
    }

    private int pollStream(int down) {
        int mask = 0;
        int target = options.receiveLowWater;
        Urgent byteState = urgent;
        if (byteState != Urgent.NONE && urgentAt == copied && !options.isUrgentInline()) {
            target++;
        }
        if (isReadable(target)) {
            mask |= EPOLLIN | EPOLLRDNORM;
        }
        if ((down & SEND_SHUTDOWN) != 0 || TcpSendSpace.isWritable(this)) {
            mask |= WRITABLE_BITS;
        } else {
            noSpace = true;
            if (TcpSendSpace.isWritable(this)) {
                mask |= WRITABLE_BITS;
            }
        }
        return byteState == Urgent.VALID ? mask | EPOLLPRI : mask;
    }

    /// So many bytes came in, or the end, which counts as one.
    void received(int count) {
        long before = arrived;
        arrived = before + count;
    }

    /// The program has read so many.
    void read(int count) {
        long before = copied;
        copied = before + count;
    }

    /// The program has written so many.
    void wrote(int count) {
        long before = written;
        written = before + count;
    }

    /// `tcp_epollin_ready`: so many bytes to read, or no room for more.
    boolean isReadable(int target) {
        long available = arrived - copied;
        return available > 0 && (available >= target || available >= options.receiveBuffer);
    }

    /// `sk_stream_write_space`
    @Override
    public void writeSpace() {
        if (TcpSendSpace.isWritable(this)) {
            noSpace = false;
            wait.wakeOne(WRITABLE);
        }
    }

    /// `tcp_data_ready`
    void dataArrived() {
        if (isReadable(options.receiveLowWater) || done) {
            dataReady();
        }
    }

    /// A packet from another kernel.
    @Override
    public void arrived(Packet packet) {
        lock.deliver(this, packet);
    }

    @Override
    protected void takeBacklog(Packet packet) {
        TcpArrival.take(this, packet);
    }

    @Override
    public void keepAliveChanged() {
        lock.lock();
        try {
            TcpWire now = wire;
            if (now != null) {
                now.keepAlive.start();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setReceiveLowWater(int wanted) {
        lock.lock();
        try {
            options.setTcpReceiveLowWater(wanted);
            dataArrived();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean accepts() {
        return state == SocketState.LISTEN;
    }

    @Override
    public int listen(int backlog) {
        return TcpConnection.listen(this, backlog);
    }

    @Override
    public int accept(TaskStruct task, Accepted accepted) {
        TcpListener queue = listener;
        return queue == null ? TcpListener.NOT_LISTENING : queue.accept(task, accepted);
    }

    @Override
    public int connect(TaskStruct task, Address target, boolean nonblocking) {
        return TcpConnection.connect(task, this, target, nonblocking);
    }

    @Override
    public int shutdown(int how) {
        return TcpEnd.shutdown(this, how);
    }

    @Override
    public long send(TaskStruct task, Msg msg) {
        return TcpOutput.send(task, this, msg);
    }

    @Override
    public long receive(TaskStruct task, Msg msg) {
        return TcpReader.read(task, this, msg);
    }

    /// `inet_getname`
    @Override
    public @Nullable Address peerAddress() {
        SocketState now = state;
        return now == SocketState.CLOSE || now == SocketState.SYN_SENT ? null : super.peerAddress();
    }

    @Override
    public @Nullable Address acceptedFrom() {
        return super.peerAddress();
    }

    @Override
    public int setOption(int level, int option, MemorySegment value) {
        return level == IPPROTO_TCP
                ? TcpLevel.set(this, option, value)
                : super.setOption(level, option, value);
    }

    @Override
    public int getOption(int level, int option, MemorySegment into) {
        return level == IPPROTO_TCP
                ? TcpLevel.get(this, option, into)
                : super.getOption(level, option, into);
    }

    @Override
    public int ioctl(long request, MemorySegment argument) {
        return TcpQuery.ioctl(this, request, argument);
    }

    @Override
    public void release() {
        TcpEnd.close(this);
    }
}
