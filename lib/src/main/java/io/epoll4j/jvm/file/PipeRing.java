package io.epoll4j.jvm.file;

import org.jspecify.annotations.Nullable;

/// The bytes in a [Pipe]: a ring of slots of one page each (fs/pipe.c).
///
/// A write goes into the last slot if it fits there, else into new ones; a slot is free again once
/// it has been read to its end. So the ring is full when no slot is free, however few bytes the
/// slots hold.
///
/// The pipe's mutex guards it; [#isEmpty()] and [#isFull()] may be asked without.
final class PipeRing {
    static final int PAGE = Page.SIZE;
    private static final int DEFAULT_SLOTS = 16;

    private final PagePool pages;
    private @Nullable Page[] ring = new Page[DEFAULT_SLOTS];
    private int tail;

    /// A page kept for the next slot, Linux's `tmp_page`.
    private @Nullable Page spare;

    private volatile int used;
    private volatile int slots = DEFAULT_SLOTS;

    PipeRing(PagePool pages) {
        this.pages = pages;
    }

    boolean isEmpty() {
        return used == 0;
    }

    boolean isFull() {
        return used >= slots;
    }

    int slots() {
        return slots;
    }

    int bytes() {
        int sum = 0;
        for (int i = 0; i < used; i++) {
            sum += slot(tail + i).length();
        }
        return sum;
    }

    /// Whether the oldest slot is to be read whole; only while there is one.
    boolean startsWithPacket() {
        return slot(tail).packet;
    }

    /// Reads from the oldest slot and frees it when it is read out, or holds a packet.
    int read(Iov to) {
        Page slot = slot(tail);
        int count = (int) Math.min(slot.length(), to.remaining());
        slot.read(to, count);
        if (slot.length() == 0 || slot.packet) {
            freeSlot();
        }
        return count;
    }

    /// Adds what does not fill a page to the last slot, if it fits behind what is there.
    int merge(Iov from) {
        int count = (int) (from.remaining() & PAGE - 1);
        Page slot = slot(tail + used - 1);
        if (count == 0 || slot.packet || slot.end() + count > PAGE) {
            return 0;
        }
        slot.append(from, count);
        return count;
    }

    int write(Iov from, boolean packet) {
        Page slot = spare;
        spare = null;
        if (slot == null) {
            slot = pages.take();
        }
        int count = (int) Math.min(PAGE, from.remaining());
        slot.fill(from, count);
        slot.packet = packet;
        ring[tail + used & slots - 1] = slot;
        setUsed(used + 1);
        return count;
    }

    private void freeSlot() {
        Page slot = slot(tail);
        ring[tail & slots - 1] = null;
        tail++;
        setUsed(used - 1);
        if (spare == null) {
            spare = slot;
        } else {
            pages.give(slot);
        }
    }

    @SuppressWarnings("NullAway") // between tail and tail + used there is always a slot
    private Page slot(int index) {
        return ring[index & ring.length - 1];
    }

    private void setUsed(int now) {
        used = now;
    }

    /// `pipe_resize_ring`: false if more slots than that are in use.
    boolean resize(int count) {
        if (used > count) {
            return false;
        }
        Page[] moved = new Page[count];
        for (int i = 0; i < used; i++) {
            moved[i] = slot(tail + i);
        }
        ring = moved;
        tail = 0;
        slots = count;
        return true;
    }

    void clear() {
        while (used != 0) {
            freeSlot();
        }
        Page kept = spare;
        spare = null;
        if (kept != null) {
            pages.give(kept);
        }
    }
}
