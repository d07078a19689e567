package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;

import io.epoll4j.sys.Kernel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What all channels share: the descriptor, what epoll is asked about it, and the end.
///
/// The interest is only told to epoll while the channel is active or connecting: of a socket that
/// is neither epoll would tell EPOLLHUP for ever.
abstract class KernelChannel extends AbstractChannel implements UnixChannel {
    final KernelTransport transport;
    final Kernel kernel;
    final KernelSocket socket;

    private @Nullable IoRegistration registration;
    private @Nullable LoopScratch scratch;

    /// What epoll shall tell, once it may.
    private int interest;

    /// Whether somebody has asked for a read that has not happened.
    private boolean readPending;

    private volatile boolean active;
    private volatile @Nullable SocketAddress local;
    private volatile @Nullable SocketAddress remote;

    KernelChannel(
            KernelTransport transport,
            @Nullable Channel parent,
            KernelSocket socket,
            int interest) {
        super(parent, transport.newId());
        this.transport = transport;
        this.kernel = transport.kernel();
        this.socket = socket;
        this.interest = interest;
    }

    @Override
    public final KernelDescriptor fd() {
        return socket;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    /// From now on there may be events. The addresses are kept: the kernel forgets them at the end.
    final void activate(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        this.local = local;
        this.remote = remote;
        active = true;
        tell();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    final void local(@Nullable SocketAddress address) {
        local = address;
    }

    final void remote(@Nullable SocketAddress address) {
        remote = address;
    }

    // interest

    final void want(int events) {
        interest |= events;
        tell();
    }

    final void unwant(int events) {
        interest &= ~events;
        tell();
    }

    final boolean wants(int events) {
        return (interest & events) != 0;
    }

    /// Tells epoll the interest, if it may know; a submission that changes nothing costs no call.
    private void tell() {
        var registered = registration;
        if (registered == null || !registered.isValid() || !socket.isOpen()) return;
        if (isActive() || handle().isConnecting()) registered.submit(KernelIoOps.of(interest));
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        want(EPOLLIN);
    }

    /// A read has happened.
    final void readHappened() {
        readPending = false;
    }

    /// After reading: goes on only if somebody wants it.
    final void rest(ChannelConfig config) {
        if (!readPending && !config.isAutoRead()) unwant(EPOLLIN);
    }

    /// Somebody has switched auto-read off, from any thread.
    final void stopReading() {
        if (!isRegistered()) {
            readPending = false;
            interest &= ~EPOLLIN;
        } else if (eventLoop().inEventLoop()) {
            readPending = false;
            unwant(EPOLLIN);
        } else {
            eventLoop().execute(() -> rest(config()));
        }
    }

    // registration

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(KernelHandle.class);
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop())
                .register(handle())
                .addListener((Future<IoRegistration> done) -> registered(done, promise));
    }

    private void registered(Future<IoRegistration> done, ChannelPromise promise) {
        if (!done.isSuccess()) {
            promise.setFailure(done.cause());
            return;
        }
        registration = done.getNow();
        scratch = registration.attachment();
        tell();
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        var registered = registration;
        registration = null;
        if (registered != null) registered.cancel();
    }

    /// What the channels of the loop share.
    final LoopScratch scratch() {
        return Objects.requireNonNull(scratch, "not registered");
    }

    // the end

    @Override
    protected void doClose() throws Exception {
        active = false;
        handle().connectClosed();
        try {
            if (!isRegistered() || eventLoop().inEventLoop()) doDeregister();
            else eventLoop().execute(this::doDeregister); // closed by another, see prepareToClose
        } finally {
            socket.close();
        }
    }

    @Override
    protected void doDisconnect() throws Exception {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        socket.bind(address);
        local = socket.localAddress();
    }

    /// Begins to connect; answers whether it is done at once.
    abstract boolean doConnect(SocketAddress to, @Nullable SocketAddress from) throws Exception;

    // buffers

    /// Makes `buffer` one that the kernel takes, and releases `holder`, to which it belongs.
    final ByteBuf direct(Object holder, ByteBuf buffer) {
        int length = buffer.readableBytes();
        var copy = alloc().directBuffer(length);
        copy.writeBytes(buffer, buffer.readerIndex(), length);
        ReferenceCountUtil.safeRelease(holder);
        return copy;
    }

    @Override
    protected final KernelHandle newUnsafe() {
        return newHandle();
    }

    abstract KernelHandle newHandle();

    final KernelHandle handle() {
        return (KernelHandle) unsafe();
    }

    /// The channel as its loop sees it.
    abstract class KernelHandle extends AbstractUnsafe implements KernelIoHandle {
        private final Connecting connecting = new Connecting(KernelChannel.this);

        /// How much to read, and how often. All of Netty's allocators make such a one.
        final ExtendedHandle sizes() {
            return (ExtendedHandle) recvBufAllocHandle();
        }

        /// There is something to read, the end, or an error that a read will tell.
        abstract void readReady();

        /// The other end sends nothing more. Streams only ask for this.
        void endReady() {}

        @Override
        public int fd() {
            return socket.isOpen() ? socket.intValue() : -1;
        }

        @Override
        public void close() {
            close(voidPromise());
        }

        final boolean isConnecting() {
            return connecting.isUnderway();
        }

        final void connectClosed() {
            connecting.closed();
        }

        @Override
        public final void connect(
                SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
            if (!promise.isDone() && ensureOpen(promise)) connecting.start(to, from, promise);
        }

        /// Writing comes first: an error that ends a connection attempt must fail that, not a read.
        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            int told = ((KernelIoEvent) event).events();
            int broken = told & (EPOLLERR | EPOLLHUP);
            if (isConnecting()) {
                if ((told & EPOLLOUT) != 0 || broken != 0) connecting.finish();
                return;
            }
            if (((told & EPOLLOUT) != 0 || broken != 0) && wants(EPOLLOUT)) super.flush0();
            if ((told & (EPOLLIN | EPOLLERR)) != 0) readReady();
            if ((told & EPOLLRDHUP) != 0 && wants(EPOLLRDHUP)) endReady();
            // Both directions have ended and nobody wants anything: it would be told for ever.
            if (broken != 0 && !wants(EPOLLIN | EPOLLOUT | EPOLLRDHUP)) unwant(-1);
        }

        /// While epoll is to tell when there is room, it tells the right moment.
        @Override
        protected final void flush0() {
            if (!wants(EPOLLOUT)) super.flush0();
        }

        final void flushNow() {
            flush0();
        }

        final Throwable annotate(Throwable cause, SocketAddress to) {
            return annotateConnectException(cause, to);
        }

        final void closeIfGone() {
            closeIfClosed();
        }
    }
}
