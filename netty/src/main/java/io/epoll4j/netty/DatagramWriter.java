package io.epoll4j.netty;

import static io.epoll4j.sys.Errno.EDESTADDRREQ;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;

import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/// Sends a channel's flushed datagrams. One that is refused fails its own promise and no other: the
/// next may be for somebody else.
final class DatagramWriter {
    private static final int FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

    private final KernelDatagramChannel channel;

    DatagramWriter(KernelDatagramChannel channel) {
        this.channel = channel;
    }

    /// Sends `most` at most; answers whether all are gone.
    boolean write(ChannelOutboundBuffer out, int most) throws IOException {
        for (int left = most; left > 0; ) {
            Object first = out.current();
            if (first == null) return true;
            long n = out.size() > 1 ? sendMany(out, left) : sendOne(first);
            if (Failures.isAgain(n)) return false;
            if (n < 0) out.remove(refusal(n));
            for (long i = n; i > 0; i--) out.remove();
            left -= (int) Math.max(n, 1);
        }
        return out.current() == null;
    }

    private static Exception refusal(long n) {
        return n == -EDESTADDRREQ
                ? new NotYetConnectedException()
                : Failures.ofDatagram("sendto", n);
    }

    /// Answers 1, or as sendto(2) refuses.
    private long sendOne(Object message) throws IOException {
        var content = Datagrams.content(message);
        int at = content.readerIndex();
        int length = content.readableBytes();
        var segment = Memory.segment(content, at, length);
        long offset = Memory.offset(content, at);
        int fd = channel.socket.fd();
        var to = Datagrams.recipient(message);
        if (to == null) {
            return answered(channel.kernel.send(fd, segment, offset, length, FLAGS));
        }
        var address = Addresses.write(to, channel.socket.family(), channel.scratch().address());
        return answered(channel.kernel.sendto(fd, segment, offset, length, FLAGS, address));
    }

    private static long answered(long n) {
        return n < 0 ? n : 1;
    }

    /// Answers how many, or how the first was refused.
    private long sendMany(ChannelOutboundBuffer out, int most) throws IOException {
        var batch = channel.scratch().datagrams().start(most, channel.socket.family());
        try {
            out.forEachFlushedMessage(batch);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception impossible) {
            throw new AssertionError(impossible); // DatagramBatch throws none
        }
        return channel.kernel.sendmmsg(
                channel.socket.fd(), batch.forKernel(), batch.count(), FLAGS);
    }
}
