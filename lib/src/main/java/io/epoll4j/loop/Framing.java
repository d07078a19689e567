package io.epoll4j.loop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A filter that cuts the stream of bytes into messages: its handler is given one with each call of
/// [Handler#received], and each [Peer#write] makes one.
///
/// ```java
/// loop.listen(9001, Framing.lines(1_000, (peer, line) -> peer.write(line)));
/// ```
///
/// Whole messages are passed on where they lie in the receive buffer. Only what has come of one
/// that is not all there is kept, and what a handler that has paused is yet to receive; an idle
/// connection keeps nothing.
public abstract class Framing extends Filter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int SMALLEST = 256;

    /// What has come and was not passed on, from position to limit.
    private ByteBuffer held = NOTHING;

    /// How many bytes of an unfinished message have been looked at.
    private int seen;

    /// The other end has ended, which a handler that has paused is yet to hear.
    private boolean ended;

    /// For subclasses.
    protected Framing() {}

    /// Lines: a message is what stands before a `\n`, or before `\r\n`; `\n` is put behind what is
    /// written. A last line need not end. Who sends a longer line than `longest` bytes is closed
    /// ([CloseReason#PROTOCOL]).
    public static Handler lines(int longest, Handler handler) {
        if (longest <= 0) throw new IllegalArgumentException("lines of " + longest + " bytes");
        return between(() -> new Lines(longest), handler);
    }

    /// Messages with their length before them, an unsigned number of `prefix` bytes, 1 to 4, the
    /// highest first. Who announces more than `longest` bytes, or ends within a message, is closed
    /// ([CloseReason#PROTOCOL]).
    public static Handler lengths(int prefix, int longest, Handler handler) {
        if (prefix < 1 || prefix > Integer.BYTES)
            throw new IllegalArgumentException("a length of " + prefix + " bytes: 1 to 4 can be");
        if (longest < 0) throw new IllegalArgumentException("messages of " + longest + " bytes");
        return between(() -> new Lengths(prefix, longest), handler);
    }

    /// Looks for the end of the first message in `bytes`, without moving their position or limit.
    ///
    /// @param seen how many of them were looked at before, when there were no more
    /// @return how many bytes it has, its frame included; negative if they are not all there, or
    ///   after [#refuse]
    protected abstract int find(Peer peer, ByteBuffer bytes, int seen);

    /// Moves position and limit of a message with its frame to what the handler is to receive.
    protected abstract void strip(ByteBuffer message);

    /// The other end has ended, and `rest` is no whole message. Unless overridden, refuses that.
    protected void cutOff(Peer peer, ByteBuffer rest) {
        refuse(peer, "the end came within a message, after " + rest.remaining() + " bytes of it");
    }

    /// Gives the handler a message, as it is.
    protected final void passOn(Peer peer, ByteBuffer message) {
        super.received(peer, message);
    }

    @Override
    public final void received(Peer peer, ByteBuffer bytes) {
        if (held.hasRemaining()) {
            keep(bytes);
            deliverHeld(peer);
        } else {
            deliver(peer, bytes);
            if (bytes.hasRemaining() && hears(peer)) keep(bytes);
        }
    }

    @Override
    public final void ended(Peer peer) {
        ended = true;
        goOn(peer);
    }

    @Override
    protected final void resume(Peer peer) {
        super.resume(peer);
        if (held.hasRemaining() || ended) execute(peer, () -> goOn(peer));
    }

    @Override
    public final void closed(Peer peer, CloseReason reason) {
        held = NOTHING;
        super.closed(peer, reason);
    }

    /// Passes on what is there, and then, if that was all, that it was.
    private void goOn(Peer peer) {
        deliverHeld(peer);
        if (!ended || !isWanted(peer)) return;
        if (held.hasRemaining()) {
            ByteBuffer rest = held;
            held = NOTHING;
            cutOff(peer, rest);
            if (!isWanted(peer)) return;
        }
        ended = false;
        super.ended(peer);
    }

    private void deliverHeld(Peer peer) {
        deliver(peer, held);
        if (!held.hasRemaining() || !hears(peer)) held = NOTHING;
    }

    private void deliver(Peer peer, ByteBuffer bytes) {
        while (bytes.hasRemaining() && isWanted(peer)) {
            int start = bytes.position();
            int limit = bytes.limit();
            int length = find(peer, bytes, seen);
            if (length < 0) {
                seen = limit - start;
                return;
            }
            seen = 0;
            strip(bytes.limit(start + length));
            passOn(peer, bytes);
            bytes.limit(limit).position(start + length).order(ByteOrder.BIG_ENDIAN);
        }
    }

    /// Puts `bytes` behind what is held.
    private void keep(ByteBuffer bytes) {
        int more = bytes.remaining();
        if (held.capacity() - held.limit() < more) makeRoom(held.remaining() + more);
        int end = held.limit();
        held.limit(end + more).put(end, bytes, bytes.position(), more);
        bytes.position(bytes.limit());
    }

    private void makeRoom(int needed) {
        if (needed <= held.capacity()) {
            held.compact().flip();
        } else {
            int capacity = Math.max(needed, Math.max(SMALLEST, 2 * held.capacity()));
            held = ByteBuffer.allocate(capacity).put(held).flip();
        }
    }
}
