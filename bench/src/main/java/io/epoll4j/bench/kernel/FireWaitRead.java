package io.epoll4j.bench.kernel;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
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

/// One thread writes to an eventfd, waits for it and reads it: three calls, through the kernel in
/// the JVM and through Linux.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
public class FireWaitRead {
    @Param({"jvm", "linux"})
    public String kernel;

    @Param({"et", "lt"})
    public String trigger;

    private final EpollEvents events = new EpollEvents(16);
    private final MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
    private final MemorySegment buffer = Arena.ofAuto().allocate(JAVA_LONG);
    private Kernel calls;
    private int ep;
    private int fd;

    @Setup
    public void open() {
        calls = Kernels.open(kernel, 64);
        ep = Kernels.check(calls.epollCreate1(0), "epoll_create1");
        fd = Kernels.check(calls.eventfd(0, EFD_NONBLOCK), "eventfd");
        int mask = EPOLLIN | (trigger.equals("et") ? EPOLLET : 0);
        Kernels.check(calls.epollCtl(ep, EPOLL_CTL_ADD, fd, mask, 7), "epoll_ctl");
        one.set(JAVA_LONG, 0, 1);
    }

    @Benchmark
    public long fireWaitRead() {
        long sum = calls.write(fd, one, 0, 8);
        sum += calls.epollWait(ep, events, 16, 0);
        sum += calls.read(fd, buffer, 0, 8);
        if (sum != 8 + 1 + 8) {
            throw new IllegalStateException("an event was missed");
        }
        return events.data(0);
    }
}
