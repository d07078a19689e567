package io.epoll4j.jvm.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A lock for a few instructions, as Linux's `spinlock_t`: not reentrant, and nobody sleeps while
/// holding it.
///
/// Uncontended it costs one compare-and-set. Contended it spins for a moment and then yields, since
/// a JVM thread, unlike a kernel holding a spin lock, may lose its processor. Any thread may use
/// it.
public class SpinLock {
    private static final int SPINS = 64;
    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through HELD
    private int held;

    public final void lock() {
        if (!HELD.compareAndSet(this, 0, 1)) {
            lockContended();
        }
    }

    public final void unlock() {
        assert isLocked() : "nobody holds the lock";
        HELD.setRelease(this, 0);
    }

    /// For assertions: whether anybody holds the lock.
    final boolean isLocked() {
        return (int) HELD.getAcquire(this) != 0;
    }

    @SuppressWarnings("ThreadPriorityCheck") // to yield is a courtesy here, nothing relies on it
    private void lockContended() {
        for (int spins = 0; ; spins++) {
            if ((int) HELD.getOpaque(this) == 0 && HELD.compareAndSet(this, 0, 1)) {
                return;
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
