package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;

import io.epoll4j.sys.SockAddr;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A connected stream of bytes: TCP, or a Unix-domain one.
abstract class KernelStreamChannel extends KernelChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final StreamWriter writer = new StreamWriter(this);
    private volatile boolean inputShut;
    private volatile boolean outputShut;

    /// Whether the pipeline knows that everything was read.
    private boolean endTold;

    KernelStreamChannel(KernelTransport transport, @Nullable Channel parent, KernelSocket socket) {
        super(transport, parent, socket, EPOLLRDHUP);
    }

    @Override
    public abstract KernelChannelConfig config();

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    boolean doConnect(SocketAddress to, @Nullable SocketAddress from) throws Exception {
        try {
            if (from != null) doBind(from);
            var target = Addresses.write(to, socket.family(), new SockAddr());
            boolean done = connect(target);
            local(socket.localAddress());
            return done;
        } catch (Throwable t) {
            doClose();
            throw t;
        }
    }

    /// Whether it is connected at once.
    boolean connect(SockAddr target) throws Exception {
        return socket.connect(target);
    }

    // writing

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf buffer) {
            return buffer.isDirect() ? buffer : direct(buffer, buffer);
        }
        if (message instanceof FileRegion) return message;
        throw new UnsupportedOperationException(
                "a message of type "
                        + StringUtil.simpleClassName(message)
                        + ": write a ByteBuf or a FileRegion, or put an encoder into the pipeline");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        switch (writer.write(out)) {
            case DONE -> unwant(EPOLLOUT);
            case FULL -> want(EPOLLOUT);
            case MORE -> {
                unwant(EPOLLOUT);
                eventLoop().execute(writer.later);
            }
        }
    }

    /// Sends a message that is no ByteBuf; answers as send(2) does.
    long writeOther(ChannelOutboundBuffer out, Object message) throws IOException {
        return writer.sendRegion(out, (FileRegion) message);
    }

    /// @throws IOException if the file has become shorter than the region
    final void validate(DefaultFileRegion region) throws IOException {
        validateFileRegion(region, region.transferred());
    }

    // shutting down

    @Override
    public boolean isInputShutdown() {
        return inputShut || !isOpen();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut || !isOpen();
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        onLoop(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
        return promise;
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        onLoop(() -> {
            try {
                if (!inputShut) shut(SHUT_RD);
                inputShut = true;
                promise.setSuccess();
            } catch (IOException | RuntimeException e) {
                promise.setFailure(e);
            }
        });
        return promise;
    }

    /// Both; the first of two failures is told.
    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownOutput()
                .addListener(out ->
                        shutdownInput()
                                .addListener(in -> {
                                    var cause = out.cause() != null ? out.cause() : in.cause();
                                    if (cause != null) promise.setFailure(cause);
                                    else promise.setSuccess();
                                }));
        return promise;
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) task.run();
        else eventLoop().execute(task);
    }

    @Override
    protected void doShutdownOutput() throws Exception {
        if (!outputShut) shut(SHUT_WR);
        outputShut = true;
    }

    /// Of a connection that has ended in both directions Linux says ENOTCONN: then it is done
    /// already.
    private void shut(int how) throws IOException {
        try {
            socket.shutdown(how);
        } catch (NotYetConnectedException e) {
            if (!isActive()) throw e;
        }
    }

    // reading

    @Override
    StreamHandle newHandle() {
        return new StreamHandle();
    }

    /// Receives into what is writable; answers as recv(2) does.
    final long receive(ByteBuf buffer, int length) throws IOException {
        int at = buffer.writerIndex();
        var segment = Memory.segment(buffer, at, length);
        return kernel.recv(socket.fd(), segment, Memory.offset(buffer, at), length, MSG_DONTWAIT);
    }

    /// A stream as its loop sees it.
    class StreamHandle extends KernelHandle {
        /// Everything is read that the other end has sent, be it that nobody has asked for it: so
        /// is its end told to those who do not read, as Netty's native transports do.
        @Override
        void endReady() {
            unwant(EPOLLRDHUP);
            if (isActive()) read(true);
        }

        @Override
        void readReady() {
            read(false);
        }

        private void read(boolean toTheEnd) {
            if (inputShut && (endTold || !config().isAllowHalfClosure())) {
                unwant(EPOLLIN);
                return;
            }
            var sizes = sizes();
            sizes.reset(config());
            boolean end = false;
            try {
                do {
                    long n = readOne(sizes);
                    if (n <= 0) {
                        end = n < 0;
                        break;
                    }
                } while (isOpen() && !inputShut && (toTheEnd || sizes.continueReading()));
                sizes.readComplete();
                pipeline().fireChannelReadComplete();
                if (end) ended(true);
            } catch (Throwable t) {
                readHappened();
                sizes.readComplete();
                pipeline().fireChannelReadComplete();
                pipeline().fireExceptionCaught(t);
                if (t instanceof IOException || t instanceof OutOfMemoryError) ended(false);
            } finally {
                rest(config());
            }
        }

        /// Reads once, into the pipeline: how many bytes; 0 for nothing there; -1 for the end.
        long readOne(ExtendedHandle sizes) throws IOException {
            var direct = scratch().direct();
            direct.updateAllocator(alloc());
            var buffer = sizes.allocate(direct);
            try {
                int room = buffer.writableBytes();
                sizes.attemptedBytesRead(room);
                long n = receive(buffer, room);
                if (n == 0 && room > 0) n = -1;
                else if (Failures.isAgain(n)) n = 0;
                else if (n < 0) throw Failures.of("recv", n);
                sizes.lastBytesRead((int) n);
                if (n < 0) readHappened();
                if (n <= 0) return n;
                buffer.writerIndex(buffer.writerIndex() + (int) n);
                sizes.incMessagesRead(1);
                readHappened();
                var read = buffer;
                buffer = null;
                pipeline().fireChannelRead(read);
                return n;
            } finally {
                if (buffer != null) buffer.release();
            }
        }

        /// Nothing more can be read; `orderly` if the other end said so.
        private void ended(boolean orderly) {
            if (!isOpen()) return;
            if (!config().isAllowHalfClosure()) {
                close(voidPromise());
                return;
            }
            unwant(EPOLLIN | EPOLLRDHUP);
            if (!inputShut) {
                inputShut = true;
                pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
                if (!orderly) close(voidPromise());
            }
            if (orderly && !endTold) {
                endTold = true;
                pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
            }
        }

        /// A close that waits until everything is sent must not wait on the loop.
        @Override
        protected @Nullable Executor prepareToClose() {
            if (!isOpen() || !config().lingers()) return null;
            doDeregister();
            return GlobalEventExecutor.INSTANCE;
        }
    }
}
