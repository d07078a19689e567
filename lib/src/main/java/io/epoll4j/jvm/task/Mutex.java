package io.epoll4j.jvm.task;

import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/// A lock whose holder may sleep, as Linux's `struct mutex`: not reentrant. Whoever finds it taken
/// parks. Any thread may use it.
public final class Mutex {
    private final Sync sync = new Sync();

    public void lock() {
        sync.acquire(1);
    }

    public void unlock() {
        sync.release(1);
    }

    /// For tests: whether somebody waits for the lock.
    public boolean hasWaiters() {
        return sync.hasQueuedThreads();
    }

    /// For assertions: whether the calling thread holds the lock.
    boolean isHeld() {
        return sync.isHeldExclusively();
    }

    private static final class Sync extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean tryAcquire(int ignored) {
            if (compareAndSetState(0, 1)) {
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
            return false;
        }

        @Override
        protected boolean tryRelease(int ignored) {
            setExclusiveOwnerThread(null);
            setState(0);
            return true;
        }

        @Override
        protected boolean isHeldExclusively() {
            return getState() == 1 && getExclusiveOwnerThread() == Thread.currentThread();
        }
    }
}
