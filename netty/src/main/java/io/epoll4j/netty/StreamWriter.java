package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Sends what a stream's outbound buffer holds, until it is empty, the kernel takes no more, or
/// others have to have their turn.
final class StreamWriter {
    /// How a turn of writing ended: nothing left; the kernel is full; others' turn.
    enum Turn {
        DONE,
        FULL,
        MORE
    }

    /// About how much one gathering write asks for: more than a send buffer usually takes.
    private static final long GATHERED = 1 << 20;

    private final KernelStreamChannel channel;
    private @Nullable RegionTarget target;

    /// Goes on writing; made once.
    final Runnable later;

    StreamWriter(KernelStreamChannel channel) {
        this.channel = channel;
        later = () -> channel.handle().flushNow();
    }

    Turn write(ChannelOutboundBuffer out) throws IOException {
        for (int turns = channel.config().getWriteSpinCount(); turns > 0; turns--) {
            Object message = out.current();
            if (message == null) return Turn.DONE;
            long n = writeSome(out, message);
            if (Failures.isAgain(n)) return Turn.FULL;
            if (n < 0) throw Failures.of("send", n);
        }
        return out.current() == null ? Turn.DONE : Turn.MORE;
    }

    /// Answers as send(2) does; what was sent is removed from `out`.
    private long writeSome(ChannelOutboundBuffer out, Object message) throws IOException {
        if (!(message instanceof ByteBuf buffer)) return channel.writeOther(out, message);
        if (out.size() > 1 || !Memory.isOnePiece(buffer)) return gather(out);
        long n = send(buffer);
        if (n >= 0) out.removeBytes(n);
        return n;
    }

    private long send(ByteBuf buffer) throws IOException {
        int length = buffer.readableBytes();
        if (length == 0) return 0;
        int at = buffer.readerIndex();
        var segment = Memory.segment(buffer, at, length);
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        return channel.kernel.send(
                channel.socket.fd(), segment, Memory.offset(buffer, at), length, flags);
    }

    private long gather(ChannelOutboundBuffer out) throws IOException {
        var pieces = channel.scratch().gathering().start(GATHERED);
        try {
            out.forEachFlushedMessage(pieces);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception impossible) {
            throw new AssertionError(impossible); // Gathering throws none
        }
        if (pieces.count() == 0) { // empty messages up to the next that is none of ours
            out.removeBytes(0);
            return 0;
        }
        long n = channel.kernel.writev(channel.socket.fd(), pieces.vector(), pieces.count());
        if (n >= 0) out.removeBytes(n);
        return n;
    }

    /// Part of a file. Answers how much, or as send(2) refuses.
    long sendRegion(ChannelOutboundBuffer out, FileRegion region) throws IOException {
        long sent = 0;
        if (region.transferred() < region.count()) {
            sent = transfer(region);
            if (sent < 0) return sent;
            if (sent > 0) out.progress(sent);
        }
        if (region.transferred() >= region.count()) out.remove();
        return sent;
    }

    private long transfer(FileRegion region) throws IOException {
        if (region instanceof KernelFileRegion file && file.kernel().equals(channel.kernel)) {
            return file.sendTo(channel.socket.fd());
        }
        if (target == null) target = new RegionTarget(channel);
        target.refusal = 0;
        long sent = region.transferTo(target, region.transferred());
        if (sent > 0) return sent;
        if (target.refusal == 0 && region instanceof DefaultFileRegion file) {
            channel.validate(file); // was it cut short meanwhile?
        }
        return target.refusal;
    }
}
