package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.SocketWritableByteChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A stream as the target of [io.netty.channel.FileRegion#transferTo], which cannot be told that
/// the kernel takes no more: it hears of 0 bytes, and [#refusal] says why.
final class RegionTarget extends SocketWritableByteChannel {
    private final KernelStreamChannel channel;

    /// What the kernel answered to the last write that it refused; 0 for none.
    long refusal;

    RegionTarget(KernelStreamChannel channel) {
        super(channel.socket);
        this.channel = channel;
    }

    @Override
    protected int write(ByteBuffer buffer, int position, int limit) throws IOException {
        var segment = MemorySegment.ofBuffer(buffer.duplicate().clear());
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        long n =
                channel.kernel.send(
                        channel.socket.fd(), segment, position, limit - position, flags);
        if (n >= 0) return (int) n;
        refusal = n;
        return 0;
    }

    @Override
    protected ByteBufAllocator alloc() {
        return channel.alloc();
    }
}
