package io.epoll4j.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.channel.unix.DomainSocketChannelConfig;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.UnixChannelOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The options of a Unix-domain connection. Most setters only narrow the type, as Netty's interface
/// asks.
final class KernelDomainSocketChannelConfig extends KernelChannelConfig
        implements DomainSocketChannelConfig, DuplexChannelConfig {
    private volatile DomainSocketReadMode mode = DomainSocketReadMode.BYTES;

    KernelDomainSocketChannelConfig(KernelDomainSocketChannel channel) {
        super(channel, SocketOption.OF_UNIX);
    }

    @Override
    List<ChannelOption<?>> own() {
        return List.of(ChannelOption.ALLOW_HALF_CLOSURE, UnixChannelOption.DOMAIN_SOCKET_READ_MODE);
    }

    @Override
    @SuppressWarnings("unchecked") // as the interface of each option says
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE))
            return (T) (Boolean) isAllowHalfClosure();
        if (option.equals(UnixChannelOption.DOMAIN_SOCKET_READ_MODE)) return (T) mode;
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option.equals(ChannelOption.ALLOW_HALF_CLOSURE)) halfClosure((Boolean) value);
        else if (option.equals(UnixChannelOption.DOMAIN_SOCKET_READ_MODE))
            setReadMode((DomainSocketReadMode) value);
        else return super.setOption(option, value);
        return true;
    }

    @Override
    public KernelDomainSocketChannelConfig setAllowHalfClosure(boolean allowed) {
        halfClosure(allowed);
        return this;
    }

    @Override
    public DomainSocketReadMode getReadMode() {
        return mode;
    }

    @Override
    public KernelDomainSocketChannelConfig setReadMode(DomainSocketReadMode mode) {
        this.mode = Objects.requireNonNull(mode);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setConnectTimeoutMillis(int millis) {
        super.setConnectTimeoutMillis(millis);
        return this;
    }

    @Override
    @Deprecated
    public KernelDomainSocketChannelConfig setMaxMessagesPerRead(int count) {
        super.setMaxMessagesPerRead(count);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setAutoRead(boolean on) {
        super.setAutoRead(on);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setAutoClose(boolean on) {
        super.setAutoClose(on);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public KernelDomainSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark marks) {
        super.setWriteBufferWaterMark(marks);
        return this;
    }

    @Override
    @Deprecated
    public KernelDomainSocketChannelConfig setWriteBufferHighWaterMark(int bytes) {
        super.setWriteBufferHighWaterMark(bytes);
        return this;
    }

    @Override
    @Deprecated
    public KernelDomainSocketChannelConfig setWriteBufferLowWaterMark(int bytes) {
        super.setWriteBufferLowWaterMark(bytes);
        return this;
    }
}
