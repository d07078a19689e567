package io.epoll4j.bench.kernel;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A wait that finds one of many watched descriptors ready: the time must not grow with how many
/// are watched. Linux is asked only as far as the descriptor limit goes (`-p kernel=linux -p
/// watched=10,10000`).
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-Xms4g", "-Xmx4g", "-XX:+UseSerialGC"})
public class WaitAmongWatched {
    @Param("jvm")
    public String kernel;

    @Param({"10", "10000", "1000000", "10000000"})
    public int watched;

    private final EpollEvents events = new EpollEvents(16);
    private Kernel calls;
    private int ep;

    @Setup
    public void open() {
        calls = Kernels.open(kernel, watched);
        ep = Kernels.check(calls.epollCreate1(0), "epoll_create1");
        int[] fds = Kernels.watch(calls, ep, watched);
        MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
        one.set(JAVA_LONG, 0, 1);
        int ready = fds[watched / 2];
        calls.write(ready, one, 0, 8);
        Kernels.check(calls.epollCtl(ep, EPOLL_CTL_MOD, ready, EPOLLIN, watched / 2), "epoll_ctl");
        System.gc();
    }

    @Benchmark
    public long waitForOne() {
        if (calls.epollWait(ep, events, 16, 0) != 1 || events.data(0) != watched / 2) {
            throw new IllegalStateException("not the one that is ready");
        }
        return events.events(0);
    }
}
