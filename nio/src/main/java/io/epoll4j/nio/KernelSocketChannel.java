package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;

import io.epoll4j.sys.FileFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A TCP or Unix-domain connection. As java.nio has it: one may read while another writes; connect,
/// bind and a change of the mode wait for both.
final class KernelSocketChannel extends SocketChannel implements KernelChannel {
    private final Fd fd;
    private final Watchers watchers = new Watchers();

    private final StreamReader reader;
    private final StreamWriter writer;

    /// Written with both locks held, as the addresses are.
    private volatile SocketState state;

    private volatile @Nullable SocketAddress local;
    private volatile @Nullable SocketAddress remote;
    private @Nullable Socket adaptor;

    /// A new one, unconnected.
    KernelSocketChannel(SelectorProvider provider, Fd fd) {
        this(provider, fd, SocketState.UNCONNECTED);
    }

    /// One that a listener has accepted.
    KernelSocketChannel(SelectorProvider provider, Fd fd, @Nullable SocketAddress remote) {
        this(provider, fd, SocketState.CONNECTED);
        this.remote = remote;
        this.local = Addresses.local(fd);
    }

    private KernelSocketChannel(SelectorProvider provider, Fd fd, SocketState state) {
        super(provider);
        this.fd = fd;
        this.state = state;
        reader = new StreamReader(this);
        writer = new StreamWriter(this);
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    /// A Unix socket's read may end before its bytes do, at a descriptor that was passed.
    @Override
    public boolean isEdgeTriggered() {
        return fd.family != AF_UNIX;
    }

    @Override
    public int possibleOps() {
        return switch (state) {
            case UNCONNECTED -> 0;
            case PENDING -> SelectionKey.OP_CONNECT;
            case CONNECTED -> SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        };
    }

    private void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) throw new ClosedChannelException();
    }

    @Override
    public void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (state != SocketState.CONNECTED) throw new NotYetConnectedException();
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
    public int read(ByteBuffer into) throws IOException {
        return reader.read(into, 0);
    }

    /// @param timeout how long to wait in milliseconds, if the channel blocks; 0 for ever
    int read(ByteBuffer into, int timeout) throws IOException {
        return reader.read(into, timeout);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return reader.read(into, offset, length);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return writer.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        return writer.write(from, offset, length);
    }

    /// Sends a byte of urgent data.
    void sendUrgent(byte data) throws IOException {
        writer.sendUrgent(data);
    }

    private void lock() {
        reader.lock.lock();
        writer.lock.lock();
    }

    private void unlock() {
        writer.lock.unlock();
        reader.lock.unlock();
    }

    @Override
    public SocketChannel bind(@Nullable SocketAddress address) throws IOException {
        lock();
        try {
            ensureOpen();
            if (state == SocketState.PENDING) throw new ConnectionPendingException();
            if (local != null) throw new AlreadyBoundException();
            var to = address == null ? Addresses.any(fd.family) : address;
            Addresses.check(to, fd.family);
            if (to.equals(Addresses.UNNAMED)) { // a client's name, which is none
                local = to;
                return this;
            }
            var name = Addresses.toKernel(to, fd.family);
            fd.use();
            try {
                Errors.check(fd.kernel.bind(fd.number, name));
                local = Addresses.local(fd);
            } finally {
                fd.exit();
            }
            return this;
        } finally {
            unlock();
        }
    }

    @Override
    public boolean connect(SocketAddress address) throws IOException {
        return connect(address, 0);
    }

    /// @param timeout how long to wait in milliseconds, if the channel blocks; 0 for ever
    boolean connect(SocketAddress address, int timeout) throws IOException {
        var to = Addresses.reachable(Addresses.check(address, fd.family));
        lock();
        try {
            ensureOpen();
            if (state == SocketState.CONNECTED) throw new AlreadyConnectedException();
            if (state == SocketState.PENDING) throw new ConnectionPendingException();
            return connect(to, isBlocking(), timeout);
        } finally {
            unlock();
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        lock();
        try {
            ensureOpen();
            if (state == SocketState.CONNECTED) return true;
            if (state != SocketState.PENDING) throw new NoConnectionPendingException();
            return connect(null, isBlocking(), 0);
        } finally {
            unlock();
        }
    }

    /// Connects, or goes on with it if `to` is null; a failure closes the channel.
    private boolean connect(@Nullable SocketAddress to, boolean wait, int timeout)
            throws IOException {
        boolean done = false;
        try {
            if (wait) begin();
            try {
                fd.use();
                try {
                    long deadline = fd.deadline(timeout);
                    if (to != null) done = beginConnect(to, wait, deadline);
                    if (!done && (to == null || wait)) done = Connector.finish(fd, wait, deadline);
                    if (done) connected();
                } finally {
                    fd.exit();
                }
            } finally {
                endCall(wait, done);
            }
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (IOException failed) {
            close();
            throw failed;
        }
        return done;
    }

    private boolean beginConnect(SocketAddress to, boolean wait, long deadline) throws IOException {
        boolean done = Connector.begin(fd, Addresses.toKernel(to, fd.family), wait, deadline);
        remote = to;
        if (local == null || fd.family != AF_UNIX) local = Addresses.local(fd);
        state = SocketState.PENDING;
        watchers.forget();
        return done;
    }

    private void connected() {
        if (fd.family != AF_UNIX) local = Addresses.local(fd);
        state = SocketState.CONNECTED;
        watchers.forget();
    }

    @Override
    public boolean isConnected() {
        return state == SocketState.CONNECTED && isOpen();
    }

    @Override
    public boolean isConnectionPending() {
        return state == SocketState.PENDING && isOpen();
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        if (shutdown(reader.isShut(), SHUT_RD)) reader.shut();
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        if (shutdown(writer.isShut(), SHUT_WR)) writer.shut();
        return this;
    }

    private boolean shutdown(boolean already, int how) throws IOException {
        ensureConnected();
        if (already) return false;
        fd.use();
        try {
            int answer = fd.kernel.shutdown(fd.number, how);
            if (answer != -ENOTCONN) Errors.check(answer); // the peer was first
        } finally {
            fd.exit();
        }
        return true;
    }

    /// How many bytes wait to be read.
    int available() throws IOException {
        ensureConnected();
        if (reader.isShut()) return 0;
        fd.use();
        try (var arena = Arena.ofConfined()) {
            var count = arena.allocate(ValueLayout.JAVA_INT);
            Errors.check(fd.kernel.ioctl(fd.number, FileFlags.FIONREAD, count));
            return count.get(ValueLayout.JAVA_INT, 0);
        } finally {
            fd.exit();
        }
    }

    boolean isInputShut() {
        return reader.isShut();
    }

    boolean isOutputShut() {
        return writer.isShut();
    }

    @Override
    public synchronized Socket socket() {
        if (fd.family == AF_UNIX)
            throw new UnsupportedOperationException("Not supported on Unix Domain socket channel");
        if (adaptor == null) adaptor = SocketAdaptor.of(this);
        return adaptor;
    }

    @Override
    public @Nullable SocketAddress getRemoteAddress() throws IOException {
        ensureOpen();
        return remote;
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

    /// As [#getRemoteAddress], open or not.
    @Nullable SocketAddress remote() {
        return remote;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return fd.family == AF_UNIX ? Options.OF_UNIX_STREAM : Options.OF_STREAM;
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, @Nullable T value) throws IOException {
        Options.set(fd, supportedOptions(), name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return Options.get(fd, supportedOptions(), name);
    }

    /// Waits for calls that were begun in the other mode.
    @Override
    protected void implConfigureBlocking(boolean block) {
        lock();
        unlock();
    }

    @Override
    protected void implCloseSelectableChannel() {
        fd.close();
    }

    @Override
    public String toString() {
        String what =
                !isOpen() ? "closed" : state == SocketState.CONNECTED ? "connected" : "unconnected";
        return "KernelSocketChannel[" + what + " local=" + local + " remote=" + remote + "]";
    }
}
