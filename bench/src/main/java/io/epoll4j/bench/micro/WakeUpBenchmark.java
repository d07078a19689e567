package io.epoll4j.bench.micro;

import io.epoll4j.loop.Loop;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// From a task handed to a loop that sleeps in epoll_wait on another thread until that task has
/// run: a write to an eventfd, the kernel's waking of a thread, a turn. On one core it is the time
/// of two changes of thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeUpBenchmark {
    private final Loop loop = Loop.open();
    private Thread thread;

    @SuppressWarnings("NonAtomicVolatileUpdate") // by the loop's thread alone
    private volatile long ran;

    private final Runnable task = () -> ran++;

    @Setup
    public void open() {
        thread = Thread.ofPlatform().daemon().start(loop::run);
    }

    @TearDown
    public void close() throws InterruptedException {
        loop.stop();
        thread.join();
        loop.close();
    }

    @Benchmark
    public long wakeUp() {
        long before = ran;
        loop.execute(task);
        while (ran == before) {
            Thread.onSpinWait();
        }
        return before;
    }
}
