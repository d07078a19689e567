package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;

import io.epoll4j.sys.SockAddr;
import io.netty.channel.Channel;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A listener: what it reads are connections.
abstract class KernelServerChannel extends KernelChannel implements ServerChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    /// Where connections come from is kept at once: a reset one no longer says.
    private final SockAddr peer = new SockAddr();

    KernelServerChannel(KernelTransport transport, KernelSocket socket) {
        super(transport, null, socket, 0);
    }

    @Override
    public abstract KernelServerSocketChannelConfig config();

    /// The channel of an accepted connection.
    abstract Channel child(KernelSocket accepted, SockAddr peer);

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        super.doBind(address);
        socket.listen(config().getBacklog());
        activate(socket.localAddress(), null);
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        if (config().isExclusive()) want(EPOLLEXCLUSIVE);
        super.doRegister(promise);
    }

    @Override
    boolean doConnect(SocketAddress to, @Nullable SocketAddress from) {
        throw new UnsupportedOperationException("a listener does not connect");
    }

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException("a listener is not connected");
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        throw new UnsupportedOperationException("a listener sends nothing");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        throw new UnsupportedOperationException("a listener sends nothing");
    }

    @Override
    KernelHandle newHandle() {
        return new Accepting();
    }

    private final class Accepting extends KernelHandle {
        @Override
        void readReady() {
            var sizes = sizes();
            sizes.reset(config());
            sizes.attemptedBytesRead(1);
            Throwable failure = null;
            try {
                do {
                    sizes.lastBytesRead(accept() ? 1 : -1);
                    if (sizes.lastBytesRead() < 0) break;
                    sizes.incMessagesRead(1);
                } while (isOpen() && sizes.continueReading());
            } catch (Throwable t) {
                failure = t;
            }
            sizes.readComplete();
            pipeline().fireChannelReadComplete();
            if (failure != null) pipeline().fireExceptionCaught(failure);
            rest(config());
        }

        /// Takes one connection, if there is one.
        private boolean accept() throws IOException {
            int fd = kernel.accept4(socket.fd(), peer, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (Failures.isAgain(fd)) return false;
            Failures.check("accept4", fd);
            readHappened();
            pipeline().fireChannelRead(child(new KernelSocket(kernel, fd, socket.family()), peer));
            return true;
        }
    }
}
