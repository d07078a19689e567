package io.epoll4j.jvm.file;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Pages kept for the next pipe, so that writing makes no garbage once warm.
///
/// One per kernel, for all threads. It keeps 64 of them. Its lock is a leaf.
public final class PagePool {
    private static final int MOST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Page free;
    private int kept;

    /// A page with nothing in it that counts.
    Page take() {
        lock.lock();
        try {
            Page page = free;
            if (page == null) {
                return new Page();
            }
            free = page.next;
            page.next = null;
            kept--;
            return page;
        } finally {
            lock.unlock();
        }
    }

    /// Takes `page` back: the caller forgets it.
    void give(Page page) {
        lock.lock();
        try {
            if (kept < MOST) {
                page.next = free;
                free = page;
                kept++;
            }
        } finally {
            lock.unlock();
        }
    }
}
