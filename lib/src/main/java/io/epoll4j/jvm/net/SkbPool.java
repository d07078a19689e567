package io.epoll4j.jvm.net;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Buffers kept for the next message, so that sending makes no garbage once warm.
///
/// One per kernel, for all threads. Sizes are powers of two; what is kept is bounded, the rest is
/// left to the garbage collector. Its lock is a leaf: nothing else is taken while it is held.
public final class SkbPool {
    private static final int SMALLEST = 6;
    private static final int CLASSES = 18 - SMALLEST;
    private static final int BYTES_PER_CLASS = 1 << 18;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Skb[] free = new Skb[CLASSES];
    private final int[] kept = new int[CLASSES];

    /// An skb that holds at least `size` bytes, charged to nobody yet.
    public Skb take(int size) {
        int kind = kind(size);
        Skb skb = null;
        if (kind < CLASSES) {
            lock.lock();
            try {
                skb = free[kind];
                if (skb != null) {
                    free[kind] = skb.next;
                    kept[kind]--;
                }
            } finally {
                lock.unlock();
            }
        }
        if (skb == null) {
            skb = new Skb();
            skb.data = new byte[kind < CLASSES ? 1 << (kind + SMALLEST) : size];
        }
        skb.next = null;
        skb.start = 0;
        skb.length = 0;
        return skb;
    }

    /// Takes `skb` back: the caller forgets it. Its charge must be returned before.
    public void give(Skb skb) {
        int kind = kind(skb.data.length);
        skb.owner = null;
        skb.sender = null;
        skb.files = null;
        if (kind >= CLASSES) {
            return;
        }
        lock.lock();
        try {
            if (kept[kind] << (kind + SMALLEST) < BYTES_PER_CLASS) {
                skb.next = free[kind];
                free[kind] = skb;
                kept[kind]++;
            }
        } finally {
            lock.unlock();
        }
    }

    private static int kind(int size) {
        return Math.max(SMALLEST, 32 - Integer.numberOfLeadingZeros(Math.max(size, 1) - 1))
                - SMALLEST;
    }
}
