package io.epoll4j.jvm.net;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDBAND;
import static io.epoll4j.sys.EpollFlags.EPOLLRDNORM;
import static io.epoll4j.sys.EpollFlags.EPOLLWRBAND;
import static io.epoll4j.sys.EpollFlags.EPOLLWRNORM;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileStatus.S_IFSOCK;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.jvm.task.Waiter;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A socket: `struct socket` and `struct sock` in one (include/net/sock.h, net/core/sock.c).
///
/// Fields are written under the lock of the kind of socket; poll reads the volatile ones without.
/// Any thread may use it.
public abstract class Socket extends OpenFile {
    public static final int RCV_SHUTDOWN = 1;
    public static final int SEND_SHUTDOWN = 2;
    public static final int BOTH_SHUTDOWN = 3;

    static final int READABLE = EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND;
    public static final int WRITABLE = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;

    /// What a wait answers for a socket that will receive no more.
    public static final int END = 1;

    private static final VarHandle WRITE_MEMORY;
    private static final VarHandle ERROR;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WRITE_MEMORY = lookup.findVarHandle(Socket.class, "writeMemory", int.class);
            ERROR = lookup.findVarHandle(Socket.class, "error", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public final Stack stack;
    public final int family;
    public final int type;
    final int protocol;
    public final SocketOptions options;

    /// `sk_sleep`: who waits for this socket.
    public final WaitQueue wait = new WaitQueue();

    /// `sk_receive_queue`
    public final SkbQueue received = new SkbQueue();

    public volatile SocketState state = SocketState.CLOSE;

    /// `sk_shutdown`
    public volatile int shutdown;

    /// `SOCK_DEAD`: released by the program.
    public volatile boolean dead;

    /// `sk_err`, as a positive errno.
    @SuppressWarnings("unused") // through ERROR
    private volatile int error;

    /// `sk_wmem_alloc` less its first reference: what sent and unread data costs this sender.
    private volatile int writeMemory;

    public Socket(Stack stack, int family, int type, int protocol) {
        super(stack.scheduler, O_RDWR);
        this.stack = stack;
        this.family = family;
        this.type = type;
        this.protocol = protocol;
        this.options = new SocketOptions(this);
    }

    public abstract int bind(Address address);

    public abstract int connect(TaskStruct task, Address address, boolean nonblocking);

    public abstract int shutdown(int how);

    /// The bound address, or null for a socket that was never bound.
    public abstract @Nullable Address localAddress();

    /// The peer's address, `unbound` for a peer without one, or null when not connected.
    public abstract @Nullable Address peerAddress();

    /// What accept(2) says of where this connection came from, even if there is none any more.
    public @Nullable Address acceptedFrom() {
        return peerAddress();
    }

    public abstract long send(TaskStruct task, Msg msg);

    /// What a send fails with before it looks at the descriptors that go along: 0 or `-errno`.
    public int refusal() {
        return 0;
    }

    public abstract long receive(TaskStruct task, Msg msg);

    /// `sk_write_space`: something the sender waited for may have become free.
    public abstract void writeSpace();

    /// `set_rcvlowat`
    public void setReceiveLowWater(int wanted) {
        options.receiveLowWater = Math.max(wanted, 1);
    }

    /// `sk->sk_prot->keepalive`: SO_KEEPALIVE was set.
    public void keepAliveChanged() {}

    public int listen(int backlog) {
        return -EOPNOTSUPP;
    }

    /// Takes a connection off the queue, into `accepted`.
    public int accept(TaskStruct task, Accepted accepted) {
        return -EOPNOTSUPP;
    }

    /// Connects two fresh sockets back to back.
    public int pairWith(Socket other) {
        return -EOPNOTSUPP;
    }

    /// setsockopt(2) of a level other than SOL_SOCKET.
    public int setOption(int level, int option, MemorySegment value) {
        return -EOPNOTSUPP;
    }

    /// getsockopt(2) of a level other than SOL_SOCKET: how many bytes it filled, or `-errno`.
    public int getOption(int level, int option, MemorySegment into) {
        return -EOPNOTSUPP;
    }

    /// `sk_peer_cred`: whether it is known who is at the other end.
    public boolean knowsPeer() {
        return false;
    }

    @Override
    public int readable() {
        return 0;
    }

    @Override
    public int writable() {
        return 0;
    }

    @Override
    public long read(TaskStruct task, Iov to) {
        if (to.remaining() == 0) {
            return 0;
        }
        Msg msg = stack.messages.of(task).of(to, ioFlags());
        long answer = receive(task, msg);
        dropFiles(msg);
        return answer;
    }

    @Override
    public long write(TaskStruct task, Iov from) {
        return send(task, stack.messages.of(task).of(from, ioFlags()));
    }

    @Override
    public int seek() {
        return -ESPIPE;
    }

    @Override
    public int mode() {
        return S_IFSOCK | 0777;
    }

    private int ioFlags() {
        return (flags & O_NONBLOCK) != 0 ? MSG_DONTWAIT : 0;
    }

    public int pendingError() {
        return error;
    }

    public void setError(int errno) {
        ERROR.setVolatile(this, errno);
    }

    /// `sock_error`: takes the pending error; 0 or `-errno`.
    public int takeError() {
        return error == 0 ? 0 : -(int) ERROR.getAndSet(this, 0);
    }

    /// `sock_def_readable`
    public final void dataReady() {
        wait.wakeOne(READABLE);
    }

    /// `sock_def_wakeup`
    public final void stateChange() {
        wait.wakeAll(0);
    }

    /// `sk_error_report`
    public final void errorReport() {
        wait.wakeOne(EPOLLERR);
    }

    public int writeMemory() {
        return writeMemory;
    }

    /// Waits until there is room to send and no reason not to (`sock_alloc_send_pskb`), then
    /// charges `truesize`. Answers 0 or `-errno`.
    public final int charge(TaskStruct task, int truesize, boolean nonblocking) {
        for (; ; ) {
            int failure = takeError();
            if (failure == 0 && (shutdown & SEND_SHUTDOWN) != 0) {
                failure = -EPIPE;
            }
            if (failure != 0) {
                return failure;
            }
            if (writeMemory < options.sendBuffer) {
                WRITE_MEMORY.getAndAdd(this, truesize);
                return 0;
            }
            if (nonblocking) {
                return -EAGAIN;
            }
            failure = awaitWriteMemory(task.waiter);
            if (failure != 0) {
                return failure;
            }
        }
    }

    /// Charges without asking.
    public final void chargeUnchecked(int truesize) {
        WRITE_MEMORY.getAndAdd(this, truesize);
    }

    /// `sock_wfree`: gives the charge of an skb back and tells who waits for room.
    final void uncharge(int truesize) {
        WRITE_MEMORY.getAndAdd(this, -truesize);
        writeSpace();
    }

    /// Frees an skb, its charge and the files it still carries. Holding no spin lock.
    public final void free(Skb skb) {
        Socket owner = skb.owner;
        OpenFile[] files = skb.files;
        int truesize = skb.truesize;
        stack.skbs.give(skb);
        if (files != null) {
            lost(files);
        }
        if (owner != null) {
            owner.uncharge(truesize);
        }
    }

    /// Lets go of the files that came with what was received and that nobody takes, as read(2) and
    /// recv(2) can't; or of those that were not sent.
    public final void dropFiles(Msg msg) {
        OpenFile[] unwanted = msg.files;
        if (unwanted != null) {
            msg.files = null;
            release(unwanted);
        }
    }

    /// Lets go of files that are in no message any more. Holding no lock.
    protected void release(OpenFile[] files) {
        for (OpenFile file : files) {
            file.unpin();
        }
    }

    /// A message was thrown away with these files in it.
    protected void lost(OpenFile[] files) {
        release(files);
    }

    private int awaitWriteMemory(Waiter waiter) {
        long deadline = options.sendDeadline();
        int failure = 0;
        while (failure == 0) {
            waiter.prepare(wait, false, -1);
            if (writeMemory < options.sendBuffer || (shutdown & SEND_SHUTDOWN) != 0 || error != 0) {
                break;
            }
            failure = waiter.sleep(deadline);
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }

    /// SHUT_RD, SHUT_WR, SHUT_RDWR to bits of [#shutdown], or -EINVAL.
    public static int shutdownBits(int how) {
        return how < 0 || how > 2 ? -EINVAL : how + 1;
    }
}
