package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import io.epoll4j.jvm.task.Mutex;
import io.epoll4j.jvm.task.SpinLock;
import io.epoll4j.jvm.task.WaitQueue;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What all unix sockets have in common: `struct unix_sock` (net/unix/af_unix.c).
///
/// [#lock] guards the state, the peer and the receive queue (`unix_state_lock` and the queue's own
/// lock in one). Two of them are taken in the order of `OpenFile.id`. [#reading] is held by whoever
/// reads, over the copying to the caller (`iolock`), and is taken before [#lock].
public abstract class UnixSocket extends Socket {
    /// `sysctl_max_dgram_qlen`
    private static final int MAX_QUEUED = 10;

    final Unix unix;
    final SpinLock lock = new SpinLock();
    final Mutex reading = new Mutex();

    /// Who waits for room in this socket's receive queue: `peer_wait`.
    final WaitQueue peerWait = new WaitQueue();

    volatile @Nullable UnixSocket peer;
    volatile @Nullable Address address;

    /// `sk_max_ack_backlog`: how many messages or connections may wait, less one.
    volatile int backlog = MAX_QUEUED;

    /// `inq_len`, of a stream: bytes that were sent and not read. An out-of-band byte that reading
    /// went over stays in this count for good, as on Linux 6.18.
    int unread;

    /// The last out-of-band byte, while nobody has taken it.
    volatile @Nullable Skb outOfBand;

    /// `sk_peer_cred`: whether connect, listen or socketpair has told this socket of somebody.
    private volatile boolean introduced;

    /// The listener in whose queue this connection waits to be accepted; null once it is.
    volatile @Nullable UnixSocket listener;

    /// In how many messages on their way this socket is: references that only a receiver can use.
    /// Guarded, as what follows, by the lock of [UnixGarbage]; this may be asked without.
    volatile int inFlight;

    @Nullable UnixSocket previousInFlight;
    @Nullable UnixSocket nextInFlight;

    /// While garbage is looked for: whether nobody but queues refers to it, and how many of these
    /// references were not found in queues that are under suspicion themselves.
    boolean suspect;

    int unaccounted;

    UnixSocket(Unix unix, int type) {
        super(unix.stack, AF_UNIX, type, 0);
        this.unix = unix;
    }

    void countInFlight(int change) {
        int before = inFlight;
        inFlight = before + change;
    }

    final boolean isConnectionBased() {
        return type != SOCK_DGRAM;
    }

    /// `unix_recvq_full_lockless`
    final boolean isFull() {
        return received.size() > backlog;
    }

    /// `unix_writable`
    final boolean isWritable() {
        return state != SocketState.LISTEN && (writeMemory() + 1) << 2 <= options.sendBuffer;
    }

    /// `unix_write_space`, as `sock_wfree` calls it, still holding a reference of one byte.
    @Override
    public final void writeSpace() {
        if (state != SocketState.LISTEN && (writeMemory() + 2) << 2 <= options.sendBuffer) {
            wait.wakeOne(WRITABLE);
        }
    }

    @Override
    public final int bind(Address wanted) {
        return unix.names.bind(this, wanted);
    }

    @Override
    public final @Nullable Address localAddress() {
        return address;
    }

    @Override
    public final @Nullable Address peerAddress() {
        UnixSocket other = peer;
        if (other == null) {
            return null;
        }
        Address name = other.address;
        return name == null ? Address.UNNAMED : name;
    }

    @Override
    public final int pairWith(Socket other) {
        UnixSocket second = (UnixSocket) other;
        peer = second;
        second.peer = this;
        state = SocketState.ESTABLISHED;
        second.state = SocketState.ESTABLISHED;
        introduce();
        second.introduce();
        return 0;
    }

    /// `init_peercred`, `copy_peercred`: there is one process, so whoever it is, it is that.
    final void introduce() {
        introduced = true;
    }

    @Override
    public final boolean knowsPeer() {
        return introduced;
    }

    @Override
    public final int ioctl(long request, MemorySegment argument) {
        return UnixQuery.ioctl(this, request, argument);
    }

    @Override
    protected final void release(OpenFile[] files) {
        unix.files.release(files);
    }

    @Override
    protected final void lost(OpenFile[] files) {
        unix.garbage.arrive(files);
        unix.files.release(files);
    }

    /// `unix_shutdown`
    @Override
    public final int shutdown(int how) {
        int bits = shutdownBits(how);
        if (bits < 0) {
            return -EINVAL;
        }
        lock.lock();
        shutdown = shutdown | bits;
        UnixSocket other = peer;
        lock.unlock();
        stateChange();
        if (other != null && isConnectionBased()) {
            int crossed = (bits & RCV_SHUTDOWN) << 1 | (bits & SEND_SHUTDOWN) >> 1;
            other.lock.lock();
            other.shutdown = other.shutdown | crossed;
            other.lock.unlock();
            other.stateChange();
        }
        return 0;
    }

    @Override
    public void release() {
        release(false);
    }

    /// `unix_release_sock`
    ///
    /// @param embryo whether nobody ever accepted this connection
    final void release(boolean embryo) {
        unix.names.forget(this);
        lock.lock();
        dead = true;
        shutdown = BOTH_SHUTDOWN;
        SocketState before = state;
        state = SocketState.CLOSE;
        UnixSocket other = peer;
        peer = null;
        outOfBand = null;
        lock.unlock();
        peerWait.wakeAll(0);
        if (other != null) {
            if (isConnectionBased()) {
                leave(other, embryo);
            }
            forgetWaiting(other);
        }
        listener = null;
        flush(before == SocketState.LISTEN);
        unix.garbage.collect();
    }

    /// Tells the peer of a connection that this end is gone.
    private void leave(UnixSocket other, boolean embryo) {
        lock.lock();
        Skb first = received.first();
        if (first != null && first.length == 0) {
            first = first.next; // an out-of-band byte that was read, or an empty message
        }
        lock.unlock();
        other.lock.lock();
        other.shutdown = BOTH_SHUTDOWN;
        if (first != null || embryo) {
            other.setError(ECONNRESET);
        }
        other.lock.unlock();
        other.stateChange();
    }

    /// Throws away what nobody will read; connections that nobody will accept end.
    private void flush(boolean wasListening) {
        for (; ; ) {
            lock.lock();
            Skb skb = received.poll();
            lock.unlock();
            if (skb == null) {
                return;
            }
            Socket sender = skb.owner;
            if (wasListening && sender != null) {
                ((UnixSocket) sender).release(true);
            }
            free(skb);
        }
    }

    /// `unix_dgram_peer_wake_disconnect`: stop waiting for room at `other`.
    void forgetWaiting(UnixSocket other) {}
}
