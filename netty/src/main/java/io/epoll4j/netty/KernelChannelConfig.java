package io.epoll4j.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A channel's options: those of the kernel by a table, the few that are the channel's own in
/// subclasses. The kernel keeps the values of its own.
///
/// Any thread may get and set.
class KernelChannelConfig extends DefaultChannelConfig {
    private final KernelChannel kernelChannel;
    private final KernelSocket socket;
    private final Map<ChannelOption<?>, SocketOption> table = new LinkedHashMap<>();
    private volatile boolean halfClosure;

    /// Whether a close may take long; SO_LINGER is asked for at every close otherwise.
    private volatile boolean lingers;

    KernelChannelConfig(KernelChannel channel, List<SocketOption> options) {
        super(channel);
        this.kernelChannel = channel;
        this.socket = channel.socket;
        for (var option : options) table.put(option.name(), option);
    }

    KernelChannelConfig(
            KernelChannel channel, List<SocketOption> options, RecvByteBufAllocator sizes) {
        super(channel, sizes);
        this.kernelChannel = channel;
        this.socket = channel.socket;
        for (var option : options) table.put(option.name(), option);
    }

    /// The channel's own options, beside the kernel's.
    List<ChannelOption<?>> own() {
        return List.of();
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        var all = super.getOptions();
        for (var option : own()) put(all, option);
        for (var option : table.keySet()) put(all, option);
        return all;
    }

    /// An option that this kernel does not know is not among them.
    private void put(Map<ChannelOption<?>, Object> all, ChannelOption<?> option) {
        try {
            Object value = getOption(option);
            if (value != null) all.put(option, value);
        } catch (ChannelException e) {
            if (!socket.isOpen()) throw e;
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the table says what is what
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        var ofKernel = table.get(option);
        if (ofKernel != null) return (T) ofKernel.get(socket);
        if (option instanceof IntegerUnixChannelOption any) {
            return (T)
                    new SocketOption(any, any.level(), any.optname(), SocketOption.Form.NUMBER)
                            .get(socket);
        }
        if (option instanceof RawUnixChannelOption any) return (T) raw(any);
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        var ofKernel = table.get(option);
        if (ofKernel != null) {
            ofKernel.set(socket, value);
            if (option.equals(ChannelOption.SO_LINGER)) lingers = (Integer) value > 0;
            return true;
        }
        if (option instanceof IntegerUnixChannelOption any) {
            new SocketOption(any, any.level(), any.optname(), SocketOption.Form.NUMBER)
                    .set(socket, value);
            return true;
        }
        if (option instanceof RawUnixChannelOption any) {
            raw(any, (ByteBuffer) value);
            return true;
        }
        return super.setOption(option, value);
    }

    /// The value of an option that is there for certain.
    final <T> T get(ChannelOption<T> option) {
        T value = getOption(option);
        if (value == null) throw new ChannelException("no option " + option);
        return value;
    }

    private ByteBuffer raw(RawUnixChannelOption option) {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(option.length(), Long.BYTES);
            int length =
                    socket.kernel()
                            .getsockopt(socket.fd(), option.level(), option.optname(), memory);
            Failures.check("getsockopt", length);
            return ByteBuffer.wrap(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    private void raw(RawUnixChannelOption option, ByteBuffer value) {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(option.length(), Long.BYTES);
            memory.copyFrom(MemorySegment.ofBuffer(value));
            Failures.check(
                    "setsockopt",
                    socket.kernel()
                            .setsockopt(socket.fd(), option.level(), option.optname(), memory));
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    /// Whether close(2) may wait for what is still to be sent.
    final boolean lingers() {
        return lingers;
    }

    /// Whether the channel stays open when the other end sends no more.
    public boolean isAllowHalfClosure() {
        return halfClosure;
    }

    final void halfClosure(boolean allowed) {
        halfClosure = allowed;
    }

    @Override
    protected void autoReadCleared() {
        kernelChannel.stopReading();
    }
}
