package io.epoll4j.bench.micro;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.FileFlags.*;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What a system call costs from Java: the cheapest one there is, one that fails (errno is read),
/// and those of a loop. The kernel's own part is in all of them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SystemCallBenchmark {
    private static final int CLOSED = 1_000_000;

    private final LinuxKernel kernel = Kernel.linux();
    private final EpollEvents events = new EpollEvents(16);
    private final MemorySegment word = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private int epoll;
    private int eventfd;
    private int ready;
    private int timer;
    private final int[] pair = new int[2];

    @Setup
    public void open() {
        epoll = SysException.check(kernel.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "");
        eventfd = SysException.check(kernel.eventfd(0, EFD_NONBLOCK), "eventfd", "");
        ready = SysException.check(kernel.eventfd(1, EFD_NONBLOCK), "eventfd", "");
        timer =
                SysException.check(
                        kernel.timerfdCreate(CLOCK_MONOTONIC, TFD_NONBLOCK), "timerfd_create", "");
        SysException.check(
                kernel.epollCtl(epoll, EPOLL_CTL_ADD, ready, EPOLLIN, 7), "epoll_ctl", "");
        word.set(ValueLayout.JAVA_LONG, 0, 1);
        int made = kernel.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
        SysException.check(made, "socketpair", "");
    }

    @TearDown
    public void close() {
        for (int fd : new int[] {epoll, eventfd, ready, timer, pair[0], pair[1]}) {
            kernel.close(fd);
        }
    }

    @Benchmark
    public int getpid() {
        return kernel.getpid();
    }

    /// Answers -EBADF: the call and the reading of errno.
    @Benchmark
    public int closeOfNothing() {
        return kernel.close(CLOSED);
    }

    @Benchmark
    public int epollCtlModify() {
        return kernel.epollCtl(epoll, EPOLL_CTL_MOD, ready, EPOLLIN, 7);
    }

    @Benchmark
    public int epollCtlAddAndDelete() {
        return kernel.epollCtl(epoll, EPOLL_CTL_ADD, eventfd, EPOLLIN, 8)
                + kernel.epollCtl(epoll, EPOLL_CTL_DEL, eventfd, 0, 0);
    }

    /// One ready, and its fields read.
    @Benchmark
    public long epollWaitReady() {
        return kernel.epollWait(epoll, events, 16, 0) + events.events(0) + events.data(0);
    }

    /// An eventfd written and read back.
    @Benchmark
    public long eventfdWriteAndRead() {
        return kernel.write(eventfd, word, 0, Long.BYTES)
                + kernel.read(eventfd, word, 0, Long.BYTES);
    }

    @Benchmark
    public long clockMonotonic() {
        return kernel.clockGettime(CLOCK_MONOTONIC);
    }

    /// Answers -EAGAIN. The thread leaves Java for the call, since it could wait for all that is
    /// known.
    @Benchmark
    public long receiveNothing() {
        return kernel.recv(pair[0], word, 0, Long.BYTES, 0);
    }

    /// Answers -EAGAIN. The thread stays in Java.
    @Benchmark
    public long receiveNothingAtOnce() {
        return kernel.recv(pair[0], word, 0, Long.BYTES, MSG_DONTWAIT);
    }

    /// Through a pair of Unix sockets.
    @Benchmark
    public long sendAndReceive() {
        return kernel.send(pair[0], word, 0, Long.BYTES, MSG_NOSIGNAL)
                + kernel.recv(pair[1], word, 0, Long.BYTES, 0);
    }

    /// The same without leaving Java.
    @Benchmark
    public long sendAndReceiveAtOnce() {
        return kernel.send(pair[0], word, 0, Long.BYTES, MSG_NOSIGNAL | MSG_DONTWAIT)
                + kernel.recv(pair[1], word, 0, Long.BYTES, MSG_DONTWAIT);
    }
}
