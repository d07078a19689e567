package io.epoll4j.bench.kernel;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;

import io.epoll4j.sys.Kernel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// DEL and ADD again of one among many watched descriptors; the time is that of one epoll_ctl. The
/// order says which descriptor comes next: always the `same`, the `next` one, or any (`random`),
/// which at a million is mostly waiting for memory that is in no cache. Hence huge pages, which
/// save the search for where a page is, and short object headers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {
            "--enable-native-access=ALL-UNNAMED",
            "-Xms2g",
            "-Xmx2g",
            "-XX:+UseSerialGC",
            "-XX:+UseTransparentHugePages",
            "-XX:+UseCompactObjectHeaders"
        })
public class ControlAmongWatched {
    private static final int OPS = 512;

    @Param("jvm")
    public String kernel;

    @Param({"100", "10000", "1000000"})
    public int watched;

    @Param({"same", "next", "random"})
    public String order;

    private Kernel calls;
    private int ep;
    private int[] fds;
    private int[] turns;
    private int turn;

    @Setup
    public void open() {
        calls = Kernels.open(kernel, watched);
        ep = Kernels.check(calls.epollCreate1(0), "epoll_create1");
        fds = Kernels.watch(calls, ep, watched);
        Random random = new Random(1);
        turns = new int[1 << 20];
        for (int i = 0; i < turns.length; i++) {
            turns[i] =
                    switch (order) {
                        case "same" -> watched / 3;
                        case "next" -> i % watched;
                        default -> random.nextInt(watched);
                    };
        }
        System.gc();
    }

    @Benchmark
    @OperationsPerInvocation(2 * OPS)
    public int deleteAndAdd() {
        int bad = 0;
        for (int i = 0; i < OPS; i++) {
            int fd = fds[turns[turn++ & turns.length - 1]];
            bad |= calls.epollCtl(ep, EPOLL_CTL_DEL, fd, 0, 0);
            bad |= calls.epollCtl(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET, fd);
        }
        return Kernels.check(bad, "epoll_ctl");
    }
}
