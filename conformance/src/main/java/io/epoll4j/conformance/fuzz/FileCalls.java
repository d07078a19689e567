package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The operations on descriptors, pipes, eventfds and timers.
final class FileCalls {
    /// Longer than any scheduler keeps an expired timer waiting.
    private static final int SETTLE_MILLIS = 1000;

    /// Remaining times are compared up to this, in seconds: more depends on the moment.
    private static final long LONG_SECONDS = 3600;

    /// A multiple of it is never left but of a time that has only just been set: see [Times#AGO].
    private static final long SPAN_SECONDS = 270;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Side side;
    private final MemorySegment spec = Timespec.allocateTimer();
    private final MemorySegment interval = spec.asSlice(0, Timespec.SIZE);
    private final MemorySegment value = spec.asSlice(Timespec.SIZE, Timespec.SIZE);
    private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);
    private final IoVec vector = new IoVec(2);

    FileCalls(Side side) {
        this.side = side;
    }

    void run(Call call) {
        switch (call) {
            case PIPE, EVENTFD, TIMERFD -> make(call);
            case SETTIME, GETTIME -> timer(call);
            case READ, WRITE, PUT, READV, WRITEV -> transfer(call);
            case CLOSE -> side.answer(side.kernel.close(side.fd(0)));
            case DUP -> side.made(0, side.kernel.dup(side.fd(1)));
            case DUP3 -> side.made(0, side.kernel.dup3(side.fd(1), side.fd(2), side.arg(3)));
            case DUP_TO -> side.made(0, side.kernel.dup3(side.fd(1), side.number(2), side.arg(3)));
            case DUP_FROM ->
                    side.made(0, side.kernel.fcntl(side.fd(1), dupCommand(), side.number(2)));
            default -> flags(call);
        }
    }

    private int dupCommand() {
        return side.arg(3) == 0 ? FileFlags.F_DUPFD : FileFlags.F_DUPFD_CLOEXEC;
    }

    private void flags(Call call) {
        switch (call) {
            case GETFD -> control(FileFlags.F_GETFD, 0);
            case SETFD -> control(FileFlags.F_SETFD, side.arg(1));
            case GETFL -> control(FileFlags.F_GETFL, 0);
            case SETFL -> control(FileFlags.F_SETFL, side.arg(1) | FileFlags.O_NONBLOCK);
            case GETPIPE -> control(FileFlags.F_GETPIPE_SZ, 0);
            case SETPIPE -> control(FileFlags.F_SETPIPE_SZ, side.arg(1));
            default -> throw new AssertionError(call);
        }
    }

    private void control(int command, int argument) {
        side.answer(side.kernel.fcntl(side.fd(0), command, argument));
    }

    private void make(Call call) {
        switch (call) {
            case PIPE -> pipe();
            case EVENTFD -> {
                int fd = side.kernel.eventfd(side.arg(1), side.arg(2));
                side.made(0, fd);
                side.neverBlock(fd, side.arg(2));
            }
            default -> {
                int fd = side.kernel.timerfdCreate(side.arg(1), side.arg(2));
                side.made(0, fd);
                side.neverBlock(fd, side.arg(2));
            }
        }
    }

    private void pipe() {
        int answer = side.kernel.pipe2(side.two, side.arg(2));
        side.answer(answer);
        for (int i = 0; i < 2; i++) {
            side.made(i, answer < 0 ? answer : side.two[i]);
            side.neverBlock(answer < 0 ? answer : side.two[i], side.arg(2));
        }
    }

    private void timer(Call call) {
        if (call == Call.GETTIME) {
            int answer = side.kernel.timerfdGettime(side.fd(0), spec);
            side.answer(answer);
            if (answer >= 0) {
                side.trace.add(Timespec.seconds(interval));
                side.trace.add(Timespec.nanosOfSecond(interval));
                remaining(Timespec.seconds(value), Timespec.nanosOfSecond(value));
            }
            return;
        }
        int time = side.arg(2);
        int every = period(time, side.arg(3));
        long now = side.kernel.clockGettime(FileFlags.CLOCK_REALTIME) / NANOS_PER_SECOND;
        Timespec.set(interval, Times.seconds(every, now), Times.nanos(every));
        Timespec.set(value, Times.seconds(time, now), Times.nanos(time));
        int fd = side.fd(0);
        int answer = side.kernel.timerfdSettime(fd, side.arg(1), spec, MemorySegment.NULL);
        side.answer(answer);
        if (answer == 0 && (time == Times.SOON || (time == Times.AGO && isOver(fd)))) {
            side.fds.set(0, fd, EpollFlags.EPOLLIN);
            side.answer(side.kernel.poll(side.fds, 1, SETTLE_MILLIS));
        }
    }

    /// How often a timer has expired must not depend on when a kernel was started.
    private static int period(int time, int every) {
        return switch (every) {
            case Times.SOON, Times.AGO -> Times.FAR;
            case Times.EVERY -> time == Times.AGO ? every : Times.FAR;
            default -> every;
        };
    }

    /// Whether the timer expires within a program's life: on the real-time clock it did long ago,
    /// and may have begun its next period.
    private boolean isOver(int fd) {
        side.kernel.timerfdGettime(fd, spec);
        return Timespec.seconds(value) < LONG_SECONDS;
    }

    /// Up to an hour, in spans that no program outlives.
    private void remaining(long seconds, long nanos) {
        boolean some = seconds != 0 || nanos != 0;
        side.trace.add(some ? 1 + Math.min(seconds, LONG_SECONDS) / SPAN_SECONDS : 0);
    }

    private void transfer(Call call) {
        switch (call) {
            case READ ->
                    side.received(
                            side.kernel.read(side.fd(0), side.target, 0, side.length(1)),
                            side.length(1));
            case WRITE ->
                    side.answer(
                            side.kernel.write(
                                    side.fd(0), side.source, side.tag(2), side.length(1)));
            case PUT -> {
                counter.set(ValueLayout.JAVA_LONG, 0, Counters.value(side.arg(1)));
                side.answer(side.kernel.write(side.fd(0), counter, 0, 8));
            }
            case READV -> {
                vector.set(0, side.target, 0, side.length(1));
                vector.set(1, side.target, side.length(1), side.length(2));
                side.received(
                        side.kernel.readv(side.fd(0), vector, 2), side.length(1) + side.length(2));
            }
            default -> {
                vector.set(0, side.source, side.tag(3), side.length(1));
                vector.set(1, side.source, side.tag(3), side.length(2));
                side.answer(side.kernel.writev(side.fd(0), vector, 2));
            }
        }
    }
}
