package io.epoll4j.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The one buffer into which a loop receives, for every peer. A peer that is given back the very
/// bytes it is receiving borrows them: they are sent from where they lie, without a copy.
///
/// So that several can borrow at once, there are several places. What is lent is sent when all are,
/// or when there is no more to receive for now: to receive from many and then to send to many
/// leaves the processor's caches to one of the two at a time.
final class ReceiveBuffer {
    private static final int PLACES = 16;

    /// What fits in every place but the first, in which there is room for all that is received at
    /// once.
    private static final int ROOM = 16 << 10;

    /// Apart by one cache line more than a power of two, lest all places begin in the same few
    /// lines of the cache.
    private static final int STRIDE = ROOM + 64;

    private static final long PAGE = 4 << 10;

    /// More than this is sent at once, while it is still in the cache.
    private static final int SMALL = 4 << 10;

    private final Sender sender;
    private final boolean together;
    private final int capacity;
    private final MemorySegment memory;
    private final ByteBuffer[] views = new ByteBuffer[PLACES];

    /// Who has borrowed at each place, null if nobody, and which bytes.
    private final @Nullable Peer[] borrowers = new Peer[PLACES];

    private final int[] starts = new int[PLACES];
    private final int[] ends = new int[PLACES];

    /// Where the next bytes go. Some place before it may be lent, none behind it.
    private int place;

    /// @param together whether what several peers borrow may be sent together
    ReceiveBuffer(Sender sender, int capacity, boolean together) {
        this.sender = sender;
        this.capacity = capacity;
        this.together = together;
        memory = allocate(capacity + (PLACES - 1L) * STRIDE);
        for (int i = 0; i < PLACES; i++)
            views[i] = memory.asSlice(offset(i), room(i)).asByteBuffer();
    }

    /// Begins in the middle of a page. The kernel's buffers begin at the start of one, and to copy
    /// between two places just as far into their pages, or a little further, is twice as slow: the
    /// processor takes what it stores for what it is about to load.
    private static MemorySegment allocate(long size) {
        return Arena.ofAuto().allocate(PAGE + size, PAGE).asSlice(PAGE / 2, size);
    }

    private long offset(int at) {
        return at == 0 ? 0 : capacity + (at - 1L) * STRIDE;
    }

    private int room(int at) {
        return at == 0 ? capacity : Math.min(capacity, ROOM);
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where in [#memory] the next bytes go.
    long offset() {
        return offset(place);
    }

    /// How many fit there.
    int room() {
        return room(place);
    }

    /// The first `length` bytes of that place, as handlers see them.
    ByteBuffer view(int length) {
        return views[place].clear().limit(length).order(ByteOrder.BIG_ENDIAN);
    }

    /// Lends `peer` the bytes from `start` to `end` of those in `bytes`, if they have just been
    /// received and it has borrowed no others.
    @SuppressWarnings("ReferenceEquality") // the receive buffer itself, not its like
    boolean lend(Peer peer, ByteBuffer bytes, int start, int end) {
        if (bytes != views[place]) return false;
        Peer borrower = borrowers[place];
        if (borrower == null && peer.borrowed < 0) {
            borrowers[place] = peer;
            peer.borrowed = place;
            starts[place] = start;
        } else if (borrower != peer || ends[place] != start) {
            return false;
        }
        ends[place] = end;
        return true;
    }

    /// `length` bytes have been received and handled: the next go elsewhere, if these are lent.
    void handled(int length) {
        if (borrowers[place] == null) return;
        if (++place == PLACES || length > SMALL || !together) settle();
    }

    /// Sends all that is lent.
    void settle() {
        int count = place;
        place = 0;
        for (int i = 0; i < count; i++) {
            Peer peer = borrowers[i];
            if (peer == null) continue;
            release(peer);
            sender.send(peer, memory, offset(i) + starts[i], ends[i] - starts[i]);
        }
    }

    /// Copies what `peer` has borrowed to its queue.
    void takeBack(Peer peer) {
        int at = peer.borrowed;
        if (at < 0) return;
        release(peer);
        sender.queue(peer, memory, offset(at) + starts[at], ends[at] - starts[at]);
    }

    /// What `peer` has borrowed is not sent.
    void release(Peer peer) {
        if (peer.borrowed >= 0) borrowers[peer.borrowed] = null;
        peer.borrowed = -1;
    }
}
