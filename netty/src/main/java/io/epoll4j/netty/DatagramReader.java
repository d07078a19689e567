package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Receives datagrams, one by one or in batches, into a channel's pipeline.
final class DatagramReader {
    private final KernelDatagramChannel channel;
    private final Datagrams.RecentSender senders = new Datagrams.RecentSender();

    DatagramReader(KernelDatagramChannel channel) {
        this.channel = channel;
    }

    /// However short the last one was, there may be another.
    boolean mayGoOn(ExtendedHandle sizes) {
        return sizes.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
    }

    /// Makes one call; answers whether anything was there.
    boolean read(ExtendedHandle sizes) throws IOException {
        var direct = channel.scratch().direct();
        direct.updateAllocator(channel.alloc());
        var buffer = sizes.allocate(direct);
        try {
            int payload = channel.config().payload();
            int shares = payload > 0 ? buffer.writableBytes() / payload : 1;
            return shares > 1 ? readBatch(sizes, buffer, payload) : readOne(sizes, buffer);
        } finally {
            buffer.release();
        }
    }

    private boolean readOne(ExtendedHandle sizes, ByteBuf buffer) throws IOException {
        int at = buffer.writerIndex();
        int room = buffer.writableBytes();
        sizes.attemptedBytesRead(room);
        var sender = channel.scratch().address();
        long n =
                channel.kernel.recvfrom(
                        channel.socket.fd(),
                        Memory.segment(buffer, at, room),
                        Memory.offset(buffer, at),
                        room,
                        MSG_DONTWAIT,
                        sender);
        if (!received(sizes, "recvfrom", n)) return false;
        sizes.lastBytesRead((int) n);
        sizes.incMessagesRead(1);
        buffer.writerIndex(at + (int) n);
        channel.pipeline().fireChannelRead(packet(buffer.retain(), senders.of(sender)));
        return true;
    }

    private boolean readBatch(ExtendedHandle sizes, ByteBuf buffer, int payload)
            throws IOException {
        int at = buffer.writerIndex();
        var batch = channel.scratch().datagrams();
        int shares = batch.share(buffer, payload);
        sizes.attemptedBytesRead(shares * payload);
        int n =
                channel.kernel.recvmmsg(
                        channel.socket.fd(), batch.forKernel(), shares, MSG_DONTWAIT);
        if (!received(sizes, "recvmmsg", n)) return false;
        sizes.lastBytesRead(shares * payload); // the next buffer shall hold as many
        sizes.incMessagesRead(n);
        buffer.writerIndex(at + shares * payload);
        var packets = new DatagramPacket[n]; // a handler may write, and so use the batch
        for (int i = 0; i < n; i++) {
            var content = buffer.retainedSlice(at + i * payload, batch.length(i));
            packets[i] = packet(content, senders.of(batch.address(i)));
        }
        for (var packet : packets) channel.pipeline().fireChannelRead(packet);
        return true;
    }

    private static boolean received(ExtendedHandle sizes, String call, long n) throws IOException {
        if (n >= 0) return true;
        sizes.lastBytesRead(-1);
        if (Failures.isAgain(n)) return false;
        throw Failures.ofDatagram(call, n);
    }

    private DatagramPacket packet(ByteBuf content, @Nullable InetSocketAddress sender) {
        return new DatagramPacket(content, channel.localAddress(), sender);
    }
}
