package io.epoll4j.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannelConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The options of a datagram channel. Most setters only narrow the type, as Netty's interface asks.
final class KernelDatagramChannelConfig extends KernelChannelConfig
        implements DatagramChannelConfig {
    /// How much is received at once unless told otherwise, as on all of Netty's transports.
    private static final int RECEIVED = 2048;

    private final MulticastGroups groups;
    private volatile boolean activeOnRegistration;
    private volatile int payload;

    KernelDatagramChannelConfig(KernelDatagramChannel channel, MulticastGroups groups) {
        super(channel, SocketOption.OF_DATAGRAMS, new FixedRecvByteBufAllocator(RECEIVED));
        this.groups = groups;
    }

    @Override
    @SuppressWarnings("deprecation")
    List<ChannelOption<?>> own() {
        return List.of(
                ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION,
                ChannelOption.IP_MULTICAST_ADDR,
                ChannelOption.IP_MULTICAST_IF,
                KernelChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE);
    }

    @Override
    @SuppressWarnings({"unchecked", "deprecation"})
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option.equals(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION))
            return (T) (Boolean) activeOnRegistration;
        if (option.equals(ChannelOption.IP_MULTICAST_ADDR)) return (T) getInterface();
        if (option.equals(ChannelOption.IP_MULTICAST_IF)) return (T) getNetworkInterface();
        if (option.equals(KernelChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE))
            return (T) (Integer) payload;
        return super.getOption(option);
    }

    @Override
    @SuppressWarnings("deprecation")
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option.equals(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION))
            activeOnRegistration = (Boolean) value;
        else if (option.equals(ChannelOption.IP_MULTICAST_ADDR)) setInterface((InetAddress) value);
        else if (option.equals(ChannelOption.IP_MULTICAST_IF))
            setNetworkInterface((NetworkInterface) value);
        else if (option.equals(KernelChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE))
            payload = (Integer) value;
        else return super.setOption(option, value);
        return true;
    }

    boolean isActiveOnRegistration() {
        return activeOnRegistration;
    }

    /// The most that a datagram of a batch may have; 0 for no batches.
    int payload() {
        return payload;
    }

    @Override
    public @Nullable InetAddress getInterface() {
        return groups.outgoingAddress();
    }

    @Override
    public KernelDatagramChannelConfig setInterface(InetAddress address) {
        groups.outgoing(address);
        return this;
    }

    @Override
    public @Nullable NetworkInterface getNetworkInterface() {
        return groups.outgoing();
    }

    @Override
    public KernelDatagramChannelConfig setNetworkInterface(NetworkInterface by) {
        groups.outgoing(by);
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return get(ChannelOption.SO_SNDBUF);
    }

    @Override
    public KernelDatagramChannelConfig setSendBufferSize(int value) {
        setOption(ChannelOption.SO_SNDBUF, value);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return get(ChannelOption.SO_RCVBUF);
    }

    @Override
    public KernelDatagramChannelConfig setReceiveBufferSize(int value) {
        setOption(ChannelOption.SO_RCVBUF, value);
        return this;
    }

    @Override
    public int getTrafficClass() {
        return get(ChannelOption.IP_TOS);
    }

    @Override
    public KernelDatagramChannelConfig setTrafficClass(int value) {
        setOption(ChannelOption.IP_TOS, value);
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return get(ChannelOption.SO_REUSEADDR);
    }

    @Override
    public KernelDatagramChannelConfig setReuseAddress(boolean value) {
        setOption(ChannelOption.SO_REUSEADDR, value);
        return this;
    }

    @Override
    public boolean isBroadcast() {
        return get(ChannelOption.SO_BROADCAST);
    }

    @Override
    public KernelDatagramChannelConfig setBroadcast(boolean value) {
        setOption(ChannelOption.SO_BROADCAST, value);
        return this;
    }

    @Override
    public boolean isLoopbackModeDisabled() {
        return get(ChannelOption.IP_MULTICAST_LOOP_DISABLED);
    }

    @Override
    public KernelDatagramChannelConfig setLoopbackModeDisabled(boolean value) {
        setOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED, value);
        return this;
    }

    @Override
    public int getTimeToLive() {
        return get(ChannelOption.IP_MULTICAST_TTL);
    }

    @Override
    public KernelDatagramChannelConfig setTimeToLive(int value) {
        setOption(ChannelOption.IP_MULTICAST_TTL, value);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setConnectTimeoutMillis(int millis) {
        super.setConnectTimeoutMillis(millis);
        return this;
    }

    @Override
    @Deprecated
    public KernelDatagramChannelConfig setMaxMessagesPerRead(int count) {
        super.setMaxMessagesPerRead(count);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setAutoRead(boolean on) {
        super.setAutoRead(on);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setAutoClose(boolean on) {
        super.setAutoClose(on);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public KernelDatagramChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark marks) {
        super.setWriteBufferWaterMark(marks);
        return this;
    }
}
