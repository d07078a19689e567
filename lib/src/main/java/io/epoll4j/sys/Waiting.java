package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The calls that may wait, as a virtual thread makes them.
///
/// In the kernel a virtual thread holds on to its carrier, of which there are as many as
/// processors: few such waits would stop all virtual threads of the JVM. So a platform thread makes
/// the call in its place, and the virtual thread parks. To the kernel nothing changes: the same
/// call waits in the same queue, for the same time. Like any system call it is deaf to
/// [Thread#interrupt()].
///
/// There are as many such threads as calls that wait at once, since one that had to queue behind
/// another might wait for ever. They end when idle.
final class Waiting {
    private static final int IDLE_SECONDS = 10;

    private Waiting() {}

    /// Held apart: without virtual threads none of it is needed.
    private static final class Holder {
        static final Executor THREADS =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform()
                                .daemon()
                                .inheritInheritableThreadLocals(false)
                                .name("epoll4j-waiting-", 0)
                                .factory());
    }

    /// Whether the current thread must not wait in the kernel.
    static boolean isElsewhere() {
        return Thread.currentThread().isVirtual();
    }

    /// A call whose first argument is `fd`, and which waits for that unless it is O_NONBLOCK.
    static long on(
            int fd,
            SystemCall call,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        return isElsewhere() && isBlocking(fd)
                ? elsewhere(call, fd, b, c, d, e, f, held, alsoHeld)
                : Gate.call(call, fd, b, c, d, e, f, held, alsoHeld);
    }

    /// As above, with up to three arguments.
    static long on(int fd, SystemCall call, long b, long c, MemorySegment held) {
        return on(fd, call, b, c, 0, 0, 0, held, MemorySegment.NULL);
    }

    /// Whether calls on `fd` wait.
    static boolean isBlocking(int fd) {
        long flags = Gate.call(SystemCall.FCNTL, fd, FileFlags.F_GETFL, 0);
        return flags >= 0 && (flags & FileFlags.O_NONBLOCK) == 0;
    }

    /// As [Gate#call], by a platform thread.
    ///
    /// @return the call's answer; `-ENOMEM` if no thread can be had
    static long elsewhere(
            SystemCall call,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        checkUsable(held);
        checkUsable(alsoHeld);
        var errand =
                new Errand(() -> {
                    var here = Thread.currentThread();
                    return Gate.call(
                            call, a, b, c, d, e, f, held(held, here), held(alsoHeld, here));
                });
        try {
            Holder.THREADS.execute(errand);
        } catch (OutOfMemoryError noThread) {
            return -Errno.ENOMEM;
        }
        return errand.await();
    }

    /// Throws what the linker throws for memory that is not this thread's or no more.
    private static void checkUsable(MemorySegment held) {
        if (!held.scope().isAlive()) throw new IllegalStateException("Already closed");
        if (!held.isAccessibleBy(Thread.currentThread()))
            throw new WrongThreadException("this memory is confined to another thread");
    }

    /// What is confined to the waiting thread another cannot hold, nor need it be held: who could
    /// close it waits.
    private static MemorySegment held(MemorySegment segment, Thread here) {
        return segment.isAccessibleBy(here) ? segment : MemorySegment.NULL;
    }

    private interface Call {
        long make();
    }

    /// A call on its way, and who waits for its answer.
    private static final class Errand implements Runnable {
        private final Call call;
        private final Thread waiting = Thread.currentThread();
        private long answer;
        private @Nullable Throwable problem; // memory was closed meanwhile
        private volatile boolean done;

        Errand(Call call) {
            this.call = call;
        }

        @Override
        public void run() {
            try {
                answer = call.make();
            } catch (RuntimeException | Error thrown) {
                problem = thrown;
            }
            done = true;
            LockSupport.unpark(waiting);
        }

        /// An interrupt is kept for later.
        long await() {
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) waiting.interrupt();
            if (problem instanceof RuntimeException refused) throw refused;
            if (problem instanceof Error error) throw error;
            return answer;
        }
    }
}
