package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One channel's connecting, from its start until the kernel, the clock or the user decides.
final class Connecting {
    private final KernelChannel channel;
    private @Nullable ChannelPromise promise;
    private @Nullable SocketAddress target;
    private @Nullable Future<?> limit;

    Connecting(KernelChannel channel) {
        this.channel = channel;
    }

    boolean isUnderway() {
        return promise != null;
    }

    void start(SocketAddress to, @Nullable SocketAddress from, ChannelPromise wanted) {
        var handle = channel.handle();
        try {
            if (promise != null) throw new ConnectionPendingException();
            boolean was = channel.isActive();
            if (channel.doConnect(to, from)) {
                succeed(wanted, was, to);
                return;
            }
            promise = wanted;
            target = to;
            channel.want(EPOLLOUT);
            limitTime(to);
            wanted.addListener((ChannelFuture done) -> cancelledIf(done.isCancelled()));
        } catch (Throwable t) {
            handle.closeIfGone();
            wanted.tryFailure(handle.annotate(t, to));
        }
    }

    private void limitTime(SocketAddress to) {
        int millis = channel.config().getConnectTimeoutMillis();
        if (millis <= 0) return;
        limit =
                channel.eventLoop()
                        .schedule(() -> timedOut(millis, to), millis, TimeUnit.MILLISECONDS);
    }

    private void timedOut(int millis, SocketAddress to) {
        var waiting = promise;
        if (waiting == null) return;
        var late =
                new ConnectTimeoutException("no connection to " + to + " within " + millis + " ms");
        if (waiting.tryFailure(late)) {
            promise = null;
            channel.handle().close();
        }
    }

    private void cancelledIf(boolean cancelled) {
        if (!cancelled) return;
        forget();
        channel.handle().close();
    }

    /// epoll tells that it is decided.
    void finish() {
        var waiting = promise;
        var to = target;
        if (waiting == null || to == null) return;
        forget();
        boolean was = channel.isActive();
        int errno = channel.kernel.getsockopt(channel.socket.intValue(), SOL_SOCKET, SO_ERROR);
        if (errno == 0) {
            channel.unwant(EPOLLOUT);
            succeed(waiting, was, to);
            return;
        }
        var cause = Failures.of("connect", -Math.abs(errno));
        waiting.tryFailure(channel.handle().annotate(cause, to));
        channel.handle().close();
    }

    /// The channel is closed while connecting.
    void closed() {
        var waiting = promise;
        forget();
        if (waiting != null) waiting.tryFailure(new ClosedChannelException());
    }

    private void forget() {
        promise = null;
        target = null;
        if (limit != null) limit.cancel(false);
        limit = null;
    }

    /// The channel becomes active even if the user has cancelled meanwhile, and is then closed.
    private void succeed(ChannelPromise done, boolean was, SocketAddress to) {
        var peer = channel.socket.remoteAddress();
        channel.activate(channel.socket.localAddress(), peer == null ? to : peer);
        boolean now = channel.isActive();
        boolean told = done.trySuccess();
        if (!was && now) channel.pipeline().fireChannelActive();
        if (!told) channel.handle().close();
    }
}
