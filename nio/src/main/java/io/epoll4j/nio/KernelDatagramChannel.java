package io.epoll4j.nio;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A UDP socket. As java.nio has it: one may receive while another sends; what changes the
/// addresses waits for both.
final class KernelDatagramChannel extends DatagramChannel implements KernelChannel {
    /// `sizeof(struct sockaddr_in)`, as connect(2) wants it to end a connection.
    private static final int UNSPEC_LENGTH = 16;

    private final Fd fd;
    private final Watchers watchers = new Watchers();
    private final DatagramTransfer transfer;
    private final Memberships memberships;

    /// Written with both locks held, as the other one is.
    private volatile @Nullable InetSocketAddress local;

    private volatile @Nullable InetSocketAddress remote;

    /// What it was bound to before it was connected, if it was; guarded by both locks.
    private @Nullable InetSocketAddress bound;

    private @Nullable DatagramSocket adaptor;

    KernelDatagramChannel(SelectorProvider provider, Fd fd) {
        super(provider);
        this.fd = fd;
        transfer = new DatagramTransfer(this);
        memberships = new Memberships(this);
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    /// Whether more wait is not known after a datagram.
    @Override
    public boolean isEdgeTriggered() {
        return false;
    }

    @Override
    public int possibleOps() {
        return SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    void ensureOpen() throws ClosedChannelException {
        if (!isOpen()) throw new ClosedChannelException();
    }

    @Override
    public void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (remote == null) throw new NotYetConnectedException();
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

    private void lock() {
        transfer.receiveLock.lock();
        transfer.sendLock.lock();
    }

    private void unlock() {
        transfer.sendLock.unlock();
        transfer.receiveLock.unlock();
    }

    @Override
    public DatagramChannel bind(@Nullable SocketAddress address) throws IOException {
        lock();
        try {
            ensureOpen();
            if (local != null) throw new AlreadyBoundException();
            var to = address == null ? Addresses.any(fd.family) : address;
            fd.use();
            try {
                bindTo(Addresses.checkInet(to, fd.family));
            } finally {
                fd.exit();
            }
            return this;
        } finally {
            unlock();
        }
    }

    private void bindTo(InetSocketAddress address) throws IOException {
        Errors.check(fd.kernel.bind(fd.number, Addresses.toKernel(address, fd.family)));
        bound = (InetSocketAddress) Addresses.local(fd);
        local = bound;
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
        return receive(into, 0);
    }

    /// @param timeout how long to wait in milliseconds, if the channel blocks; 0 for ever
    @Nullable InetSocketAddress receive(ByteBuffer into, int timeout) throws IOException {
        if (into.isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
        ensureOpen();
        transfer.receiveLock.lock();
        try {
            if (local == null) bind(null);
            int length = transfer.receive(into, timeout);
            return length == DatagramTransfer.NONE ? null : transfer.sender();
        } finally {
            transfer.receiveLock.unlock();
        }
    }

    @Override
    public int send(ByteBuffer from, SocketAddress to) throws IOException {
        var target = Addresses.checkInet(to, fd.family);
        transfer.sendLock.lock();
        try {
            ensureOpen();
            var connected = remote;
            if (connected != null && !connected.equals(target))
                throw new AlreadyConnectedException();
            if (connected == null && target.getPort() == 0)
                throw new java.net.SocketException("Can't send to port 0");
            if (connected != null) return transfer.send(from, null);
            var reachable = (InetSocketAddress) Addresses.reachable(target);
            int count = transfer.send(from, reachable);
            if (local == null) noteLocal();
            return count;
        } finally {
            transfer.sendLock.unlock();
        }
    }

    /// The first datagram sent has bound the socket.
    private void noteLocal() {
        if (!fd.enter()) return;
        try {
            local = (InetSocketAddress) Addresses.local(fd);
        } finally {
            fd.exit();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (into.isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
        transfer.receiveLock.lock();
        try {
            ensureConnected();
            int length = transfer.receive(into, 0);
            return length == DatagramTransfer.NONE ? 0 : length;
        } finally {
            transfer.receiveLock.unlock();
        }
    }

    /// The datagram goes through memory of its own, and then into the buffers, as far as they go.
    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            if (into[i].isReadOnly()) throw new IllegalArgumentException("Read-only buffer");
            room += into[i].remaining();
        }
        var whole = ByteBuffer.allocate((int) Math.min(room, Memory.COPY_MAX));
        int count = read(whole);
        Pieces.scatter(whole.flip(), into, offset);
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        Objects.requireNonNull(from);
        transfer.sendLock.lock();
        try {
            ensureConnected();
            return transfer.send(from, null);
        } finally {
            transfer.sendLock.unlock();
        }
    }

    /// The buffers go through memory of their own, to be one datagram.
    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        var whole = Pieces.join(from, offset, length);
        int sent = write(whole);
        if (sent > 0) Pieces.sent(from, offset, sent);
        return sent;
    }

    @Override
    public DatagramChannel connect(SocketAddress address) throws IOException {
        var to = (InetSocketAddress) Addresses.reachable(Addresses.checkInet(address, fd.family));
        lock();
        try {
            ensureOpen();
            if (remote != null) throw new AlreadyConnectedException();
            fd.use();
            try {
                connectTo(to);
            } finally {
                fd.exit();
            }
            return this;
        } finally {
            unlock();
        }
    }

    /// As [#connect], again if need be.
    void reconnect(InetSocketAddress to) throws IOException {
        lock();
        try {
            disconnect();
            connect(to);
        } finally {
            unlock();
        }
    }

    /// What others have sent before is not for a channel that is connected.
    private void connectTo(InetSocketAddress to) throws IOException {
        if (local == null) bindTo(Addresses.checkInet(Addresses.any(fd.family), fd.family));
        Errors.check(fd.kernel.connect(fd.number, Addresses.toKernel(to, fd.family)));
        remote = to;
        local = (InetSocketAddress) Addresses.local(fd);
        transfer.discard();
    }

    /// Linux forgets with the peer a port that nobody named, see __udp_disconnect: it is taken
    /// again.
    @Override
    public DatagramChannel disconnect() throws IOException {
        lock();
        try {
            if (remote == null || !isOpen()) return this;
            fd.use();
            try {
                var nobody = new SockAddr();
                nobody.clear();
                nobody.length(UNSPEC_LENGTH);
                Errors.check(fd.kernel.connect(fd.number, nobody));
                remote = null;
                local = (InetSocketAddress) Addresses.local(fd);
                if (local == null && bound != null) bindTo(bound);
            } finally {
                fd.exit();
            }
            return this;
        } finally {
            unlock();
        }
    }

    @Override
    public boolean isConnected() {
        return remote != null;
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface by) throws IOException {
        return memberships.join(group, by, null);
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface by, InetAddress source)
            throws IOException {
        return memberships.join(group, by, Objects.requireNonNull(source));
    }

    DatagramTransfer transfer() {
        return transfer;
    }

    Memberships memberships() {
        return memberships;
    }

    @Override
    public synchronized DatagramSocket socket() {
        if (adaptor == null) adaptor = new DatagramSocketAdaptor(this);
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
    @Nullable InetSocketAddress local() {
        return local;
    }

    /// As [#getRemoteAddress], open or not.
    @Nullable InetSocketAddress remote() {
        return remote;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Options.OF_DATAGRAM;
    }

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, @Nullable T value)
            throws IOException {
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
        memberships.invalidate();
    }
}
