package io.epoll4j.bench.micro;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.loop.Loop;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Times what the loop does by itself, on the thread that owns it: a timer among 100,000, a task, a
/// message there and back over a pair of Unix sockets.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LoopBenchmark {
    private static final int PENDING = 100_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Kernel kernel = Kernel.linux();
    private final MemorySegment bytes = Arena.ofAuto().allocate(64);
    private final int[] pair = new int[2];
    private Loop loop;
    private int fired;

    @Setup
    public void open() {
        loop = Loop.open();
        for (int i = 0; i < PENDING; i++) {
            loop.schedule(HOUR.plusMillis(i), () -> {});
        }
        int answer = kernel.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
        SysException.check(answer, "socketpair", "");
        loop.adopt(pair[1], (peer, received) -> peer.write(received));
        loop.turn(Duration.ZERO);
    }

    @TearDown
    public void close() {
        loop.close();
        kernel.close(pair[0]);
    }

    @Benchmark
    public void timerSetAndCancelled() {
        loop.schedule(HOUR, () -> {}).cancel();
    }

    /// Due at once, that is at the next tick, a microsecond later at most. Polled for: a wait would
    /// end with the kernel's timer slack, 50 microseconds.
    @Benchmark
    public int timerSetAndFired() {
        loop.schedule(Duration.ZERO, () -> fired++);
        for (int before = fired; fired == before; ) {
            loop.turn(Duration.ZERO);
        }
        return fired;
    }

    /// No wake-up is needed: the loop is not asleep.
    @Benchmark
    public int taskAndTurn() {
        loop.execute(() -> fired++);
        return loop.turn(Duration.ZERO);
    }

    /// Sent, echoed in one turn, received: six system calls, four of them the loop's.
    @Benchmark
    public long messageEchoed() {
        long sent = kernel.send(pair[0], bytes, 0, 64, MSG_DONTWAIT);
        int served = loop.turn(Duration.ZERO);
        return sent + served + kernel.recv(pair[0], bytes, 0, 64, MSG_DONTWAIT);
    }
}
