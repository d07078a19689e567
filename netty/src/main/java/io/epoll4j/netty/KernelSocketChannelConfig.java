package io.epoll4j.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a TCP connection. Most setters only narrow the type, as Netty's interface asks.
final class KernelSocketChannelConfig extends KernelChannelConfig implements SocketChannelConfig {
    private volatile boolean fastOpen;

    KernelSocketChannelConfig(KernelSocketChannel channel) {
        super(channel, SocketOption.OF_TCP);
        setTcpNoDelay(true); // as all of Netty's transports
    }

    @Override
    List<ChannelOption<?>> own() {
        return List.of(ChannelOption.ALLOW_HALF_CLOSURE, ChannelOption.TCP_FASTOPEN_CONNECT);
    }

    @Override
    @SuppressWarnings("unchecked") // as the interface of each option says
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE))
            return (T) (Boolean) isAllowHalfClosure();
        if (option.equals(ChannelOption.TCP_FASTOPEN_CONNECT)) return (T) (Boolean) fastOpen;
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) halfClosure((Boolean) value);
        else if (option.equals(ChannelOption.TCP_FASTOPEN_CONNECT)) fastOpen = (Boolean) value;
        else return super.setOption(option, value);
        return true;
    }

    /// Whether what is flushed before the connection goes with its first packet.
    boolean isFastOpen() {
        return fastOpen;
    }

    @Override
    public KernelSocketChannelConfig setAllowHalfClosure(boolean allowed) {
        halfClosure(allowed);
        return this;
    }

    /// Does nothing: Linux has no such thing.
    @Override
    public KernelSocketChannelConfig setPerformancePreferences(
            int connectionTime, int latency, int bandwidth) {
        return this;
    }

    @Override
    public boolean isTcpNoDelay() {
        return get(ChannelOption.TCP_NODELAY);
    }

    @Override
    public KernelSocketChannelConfig setTcpNoDelay(boolean value) {
        setOption(ChannelOption.TCP_NODELAY, value);
        return this;
    }

    @Override
    public int getSoLinger() {
        return get(ChannelOption.SO_LINGER);
    }

    @Override
    public KernelSocketChannelConfig setSoLinger(int value) {
        setOption(ChannelOption.SO_LINGER, value);
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return get(ChannelOption.SO_SNDBUF);
    }

    @Override
    public KernelSocketChannelConfig setSendBufferSize(int value) {
        setOption(ChannelOption.SO_SNDBUF, value);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return get(ChannelOption.SO_RCVBUF);
    }

    @Override
    public KernelSocketChannelConfig setReceiveBufferSize(int value) {
        setOption(ChannelOption.SO_RCVBUF, value);
        return this;
    }

    @Override
    public boolean isKeepAlive() {
        return get(ChannelOption.SO_KEEPALIVE);
    }

    @Override
    public KernelSocketChannelConfig setKeepAlive(boolean value) {
        setOption(ChannelOption.SO_KEEPALIVE, value);
        return this;
    }

    @Override
    public int getTrafficClass() {
        return get(ChannelOption.IP_TOS);
    }

    @Override
    public KernelSocketChannelConfig setTrafficClass(int value) {
        setOption(ChannelOption.IP_TOS, value);
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return get(ChannelOption.SO_REUSEADDR);
    }

    @Override
    public KernelSocketChannelConfig setReuseAddress(boolean value) {
        setOption(ChannelOption.SO_REUSEADDR, value);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setConnectTimeoutMillis(int millis) {
        super.setConnectTimeoutMillis(millis);
        return this;
    }

    @Override
    @Deprecated
    public KernelSocketChannelConfig setMaxMessagesPerRead(int count) {
        super.setMaxMessagesPerRead(count);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setAutoRead(boolean on) {
        super.setAutoRead(on);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setAutoClose(boolean on) {
        super.setAutoClose(on);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public KernelSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark marks) {
        super.setWriteBufferWaterMark(marks);
        return this;
    }
}
