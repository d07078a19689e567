package io.epoll4j.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;
import io.netty.util.NetUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a listener, TCP's or Unix-domain. Most setters only narrow the type, as Netty's
/// interface asks.
final class KernelServerSocketChannelConfig extends KernelChannelConfig
        implements ServerSocketChannelConfig {
    private volatile int backlog = NetUtil.SOMAXCONN;
    private volatile boolean exclusive;

    KernelServerSocketChannelConfig(KernelServerChannel channel, List<SocketOption> options) {
        super(channel, options, new ServerChannelRecvByteBufAllocator());
    }

    @Override
    List<ChannelOption<?>> own() {
        return List.of(ChannelOption.SO_BACKLOG, KernelChannelOption.EPOLL_EXCLUSIVE);
    }

    @Override
    @SuppressWarnings("unchecked") // as the interface of each option says
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option.equals(ChannelOption.SO_BACKLOG)) return (T) (Integer) backlog;
        if (option.equals(KernelChannelOption.EPOLL_EXCLUSIVE)) return (T) (Boolean) exclusive;
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option.equals(ChannelOption.SO_BACKLOG)) setBacklog((Integer) value);
        else if (option.equals(KernelChannelOption.EPOLL_EXCLUSIVE)) exclusive = (Boolean) value;
        else return super.setOption(option, value);
        return true;
    }

    /// Whether one of several epolls that watch the socket is woken, not all.
    boolean isExclusive() {
        return exclusive;
    }

    @Override
    public int getBacklog() {
        return backlog;
    }

    @Override
    public KernelServerSocketChannelConfig setBacklog(int backlog) {
        if (backlog < 0) {
            throw new IllegalArgumentException("a backlog of " + backlog + ": give 0 or more");
        }
        this.backlog = backlog;
        return this;
    }

    /// Does nothing: Linux has no such thing.
    @Override
    public KernelServerSocketChannelConfig setPerformancePreferences(
            int connectionTime, int latency, int bandwidth) {
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return get(ChannelOption.SO_REUSEADDR);
    }

    @Override
    public KernelServerSocketChannelConfig setReuseAddress(boolean value) {
        setOption(ChannelOption.SO_REUSEADDR, value);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return get(ChannelOption.SO_RCVBUF);
    }

    @Override
    public KernelServerSocketChannelConfig setReceiveBufferSize(int value) {
        setOption(ChannelOption.SO_RCVBUF, value);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setConnectTimeoutMillis(int millis) {
        super.setConnectTimeoutMillis(millis);
        return this;
    }

    @Override
    @Deprecated
    public KernelServerSocketChannelConfig setMaxMessagesPerRead(int count) {
        super.setMaxMessagesPerRead(count);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setAutoRead(boolean on) {
        super.setAutoRead(on);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setAutoClose(boolean on) {
        super.setAutoClose(on);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public KernelServerSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark marks) {
        super.setWriteBufferWaterMark(marks);
        return this;
    }

    @Override
    @Deprecated
    public KernelServerSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
        super.setWriteBufferHighWaterMark(bytes);
        return this;
    }

    @Override
    @Deprecated
    public KernelServerSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
        super.setWriteBufferLowWaterMark(bytes);
        return this;
    }
}
