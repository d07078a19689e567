package io.epoll4j.nio;

import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A listening TCP or Unix-domain socket. For any thread; one accepts at a time.
final class KernelServerSocketChannel extends ServerSocketChannel implements KernelChannel {
    private static final int DEFAULT_BACKLOG = 50;

    /// How many names are tried for a Unix socket that is to have any.
    private static final int TRIES = 10;

    private final Fd fd;
    private final Watchers watchers = new Watchers();
    private final ReentrantLock acceptLock = new ReentrantLock();
    private final SockAddr peer = new SockAddr();

    /// Null until it listens.
    private volatile @Nullable SocketAddress local;

    private @Nullable ServerSocket adaptor;

    KernelServerSocketChannel(SelectorProvider provider, Fd fd) {
        super(provider);
        this.fd = fd;
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    /// Whether more wait is not known after an accept.
    @Override
    public boolean isEdgeTriggered() {
        return false;
    }

    @Override
    public int possibleOps() {
        return SelectionKey.OP_ACCEPT;
    }

    private void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) throw new ClosedChannelException();
    }

    @Override
    public void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (local == null) throw new NotYetBoundException();
    }

    @Override
    public void beginWait() {
        begin();
    }

    @Override
    public void endCall(boolean wait, boolean done) throws AsynchronousCloseException {
        if (wait) end(done);
        else if (!done && !isOpen()) throw new AsynchronousCloseException();
    }

    @Override
    public ServerSocketChannel bind(@Nullable SocketAddress address, int backlog)
            throws IOException {
        acceptLock.lock();
        try {
            ensureOpen();
            if (local != null) throw new AlreadyBoundException();
            fd.use();
            try {
                if (address == null && fd.family == AF_UNIX) bindSomewhere();
                else bindTo(address == null ? Addresses.any(fd.family) : address);
                int length = backlog < 1 ? DEFAULT_BACKLOG : backlog;
                Errors.check(fd.kernel.listen(fd.number, length));
                local = Addresses.local(fd);
            } finally {
                fd.exit();
            }
            return this;
        } finally {
            acceptLock.unlock();
        }
    }

    private void bindTo(SocketAddress address) throws IOException {
        var checked = Addresses.check(address, fd.family);
        Errors.check(fd.kernel.bind(fd.number, Addresses.toKernel(checked, fd.family)));
    }

    /// In the folder for temporary files, under a name that nobody has.
    private void bindSomewhere() throws IOException {
        var folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        for (int i = 0; i < TRIES; i++) {
            int number = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
            try {
                bindTo(UnixDomainSocketAddress.of(folder.resolve("socket_" + number)));
                return;
            } catch (BindException taken) {
                if (i == TRIES - 1) throw taken;
            }
        }
    }

    @Override
    public @Nullable SocketChannel accept() throws IOException {
        return accept(0);
    }

    /// @param timeout how long to wait in milliseconds, if the channel blocks; 0 for ever
    @Nullable SocketChannel accept(int timeout) throws IOException {
        acceptLock.lock();
        try {
            ensureConnected();
            boolean wait = isBlocking();
            SocketChannel accepted = null;
            if (wait) begin();
            try {
                fd.use();
                try {
                    accepted = accept(wait, fd.deadline(timeout));
                } finally {
                    fd.exit();
                }
            } finally {
                endCall(wait, accepted != null);
            }
            return accepted;
        } finally {
            acceptLock.unlock();
        }
    }

    private @Nullable SocketChannel accept(boolean wait, long deadline) throws IOException {
        while (!fd.isClosed()) {
            int answer = fd.kernel.accept4(fd.number, peer, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (answer >= 0) {
                var made = new Fd(fd.kernel, answer, fd.family);
                return new KernelSocketChannel(provider(), made, Addresses.toJava(peer));
            }
            if (fd.isClosed()) break;
            if (!Errors.again(answer)) throw Errors.ofSocket(answer);
            if (!wait) break;
            int millis = fd.millisUntil(deadline);
            if (fd.await(POLLIN, millis) == 0 && fd.millisUntil(deadline) == 0)
                throw new SocketTimeoutException("Accept timed out");
        }
        return null;
    }

    @Override
    public synchronized ServerSocket socket() {
        if (fd.family == AF_UNIX)
            throw new UnsupportedOperationException("Not supported on Unix Domain socket channel");
        if (adaptor == null) adaptor = ServerSocketAdaptor.of(this);
        return adaptor;
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() throws IOException {
        ensureOpen();
        return local;
    }

    /// As [#getLocalAddress], open or not.
    @Nullable SocketAddress local() {
        return local;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return fd.family == AF_UNIX ? Options.OF_UNIX_LISTENER : Options.OF_LISTENER;
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, @Nullable T value)
            throws IOException {
        Options.set(fd, supportedOptions(), name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return Options.get(fd, supportedOptions(), name);
    }

    /// Waits for an accept that was begun in the other mode.
    @Override
    @SuppressWarnings("LockNotBeforeTry") // nothing is between them
    protected void implConfigureBlocking(boolean block) {
        acceptLock.lock();
        acceptLock.unlock();
    }

    @Override
    protected void implCloseSelectableChannel() {
        fd.close();
    }

    @Override
    public String toString() {
        return "KernelServerSocketChannel[" + (isOpen() ? String.valueOf(local) : "closed") + "]";
    }
}
