package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One kernel with the program that runs on it: which number each slot holds, the memory that calls
/// read and write, and the trace of answers. One thread uses it.
///
/// Numbers are told from `base`, the lowest a program can get, so that two kernels that start from
/// different numbers answer alike.
final class Side {
    /// Events that an `epoll_wait` has room for.
    static final int CAPACITY = 64;

    /// The largest transfer.
    static final int BYTES = 1 << 20;

    private static final int TAGS = 256;

    /// What a slot holds before anything was put there: a number no descriptor ever has.
    private static final int NOWHERE = 1 << 20;

    Kernel kernel;
    int base;
    final Trace trace = new Trace();
    final EpollEvents events = new EpollEvents(CAPACITY);
    final PollFds fds = new PollFds(3);
    final MemorySegment source = Arena.ofAuto().allocate(BYTES + TAGS, 8);
    final MemorySegment target = Arena.ofAuto().allocate(BYTES, 8);
    final int[] two = new int[2];

    private final int[] slots = new int[Program.SLOTS];
    private Program program = new Program();
    private int operation;

    private final EpollCalls epolls = new EpollCalls(this);
    private final FileCalls files = new FileCalls(this);
    private final SocketCalls sockets;

    /// What the kernel threw in the last run, if it did.
    @Nullable Throwable thrown;

    /// `name` sets the Unix addresses of this side apart from those of others on the same kernel.
    Side(Kernel kernel, String name) {
        this.kernel = kernel;
        this.base = OwnTable.limited(kernel);
        this.sockets = new SocketCalls(this, name);
        for (int i = 0; i < BYTES + TAGS; i++) {
            source.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + (i >> 8) * 7));
        }
        for (int i = 0; i < CAPACITY; i++) {
            events.set(i, EpollCalls.UNTOUCHED, 0);
        }
    }

    /// Goes on with another kernel.
    void renew(Kernel fresh) {
        kernel = fresh;
        base = OwnTable.limited(fresh);
    }

    /// Runs a program from an empty table to an empty table; the answers are in [#trace].
    void run(Program next) {
        program = next;
        thrown = null;
        trace.clear();
        Arrays.fill(slots, NOWHERE);
        try {
            for (operation = 0; operation < next.length() && thrown == null; operation++) {
                step(next.call(operation));
                trace.next();
            }
        } finally {
            closeAll();
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void step(Call call) {
        try {
            dispatch(call);
            sockets.settle();
        } catch (RuntimeException | Error broken) {
            // A kernel answers; one that throws has failed, and the report shows where.
            thrown = broken;
            trace.add(Trace.THREW);
        }
    }

    private void dispatch(Call call) {
        if (call.code <= Call.POLL.code) {
            epolls.run(call);
        } else if (call.code <= Call.SETPIPE.code) {
            files.run(call);
        } else {
            sockets.run(call);
        }
    }

    private void closeAll() {
        for (int number = base; number < base + OwnTable.LIMIT; number++) {
            if (sockets.used()) {
                sockets.dropSilently(number);
            }
            kernel.close(number);
        }
        sockets.forget();
    }

    // what calls use

    int arg(int index) {
        return program.arg(operation, index);
    }

    /// The descriptor that the argument's slot holds.
    int fd(int index) {
        int slot = arg(index);
        return slot < 0 ? -1 : slots[slot % Program.SLOTS];
    }

    /// The number that the argument counts from the lowest.
    int number(int index) {
        return arg(index) < 0 ? -1 : base + arg(index);
    }

    /// Notes a plain answer.
    void answer(long answer) {
        trace.add(answer);
    }

    /// Notes the answer of a call that makes a descriptor, and puts it into the argument's slot.
    void made(int index, int answer) {
        trace.add(answer < 0 ? answer : answer - base);
        slots[arg(index) % Program.SLOTS] = answer < 0 ? NOWHERE : answer;
    }

    /// Makes a new descriptor non-blocking unless `flags` did: no call of a program may wait for
    /// ever.
    void neverBlock(int fd, int flags) {
        if (fd >= 0 && (flags & FileFlags.O_NONBLOCK) == 0) {
            int status = kernel.fcntl(fd, FileFlags.F_GETFL, 0);
            trace.add(status);
            trace.add(kernel.fcntl(fd, FileFlags.F_SETFL, status | FileFlags.O_NONBLOCK));
        }
    }

    /// Notes the answer of a call that put up to `room` bytes into [#target], and which they are.
    void received(long answer, int room) {
        trace.add(answer);
        long count = Math.min(answer, room);
        long hash = 0;
        long at = 0;
        for (; at + 8 <= count; at += 8) {
            hash = hash * 0x9E3779B97F4A7C15L + target.get(ValueLayout.JAVA_LONG, at);
        }
        for (; at < count; at++) {
            hash = hash * 31 + target.get(ValueLayout.JAVA_BYTE, at);
        }
        trace.add(hash);
    }

    /// A length that fits the memory at hand; a few bytes once the program has a socket of the
    /// Internet, which is never to be filled: see [SocketCalls#used()].
    int length(int index) {
        int most = sockets.used() ? SocketCalls.FEW_BYTES : BYTES / 2;
        return Math.min(Math.max(arg(index), 0), most);
    }

    /// Where a tagged write starts in [#source].
    int tag(int index) {
        return Math.floorMod(arg(index), TAGS);
    }
}
