package io.epoll4j.thread;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Things of one kind, of which each platform thread has one to itself. Virtual threads may be a
/// million, so they borrow one for as long as they are at it: no more are kept than can be in use
/// at once by threads that do not wait.
///
/// Any thread may take and give back; neither allocates once there are enough. What is taken is
/// given back by the thread that took it. A platform thread that takes twice gets the same twice.
///
/// @param <T> what it is
public final class PerThread<T> {
    private static final int PER_PROCESSOR = 4;

    private final Supplier<T> make;
    private final ThreadLocal<T> owned;

    /// Those that nobody has borrowed, in places of which some are empty.
    private final AtomicReferenceArray<T> idle;

    /// @param make makes one more
    public PerThread(Supplier<T> make) {
        this.make = make;
        owned = ThreadLocal.withInitial(make);
        idle =
                new AtomicReferenceArray<>(
                        PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
    }

    /// One that nobody else uses until [#giveBack].
    public T take() {
        var thread = Thread.currentThread();
        return thread.isVirtual() ? borrow(thread) : owned.get();
    }

    /// Ends the use of `one`, which this thread has taken.
    public void giveBack(T one) {
        var thread = Thread.currentThread();
        if (thread.isVirtual()) settle(thread, one);
    }

    private T borrow(Thread thread) {
        int home = home(thread);
        for (int i = 0; i < idle.length(); i++) {
            int place = (home + i) % idle.length();
            if (idle.getPlain(place) == null) continue;
            var one = idle.getAndSet(place, null);
            if (one != null) return one;
        }
        return make.get();
    }

    /// Where every place is taken, it is left to the collector.
    private void settle(Thread thread, T one) {
        int home = home(thread);
        for (int i = 0; i < idle.length(); i++) {
            int place = (home + i) % idle.length();
            if (idle.getPlain(place) == null && idle.compareAndSet(place, null, one)) return;
        }
    }

    /// Threads begin their search apart from one another.
    private int home(Thread thread) {
        return (int) (thread.threadId() % idle.length());
    }
}
