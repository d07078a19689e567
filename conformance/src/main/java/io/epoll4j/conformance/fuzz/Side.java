package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.PollFds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
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

    private static final int POLLNVAL = 0x20;

    /// What a slot holds before anything was put there: a number no descriptor ever has.
    private static final int NOWHERE = 1 << 20;

    Kernel kernel;
    int base;
    final Trace trace = new Trace();
    final EpollEvents events = new EpollEvents(CAPACITY);
    final PollFds fds = new PollFds(3);
    final MemorySegment source;
    final MemorySegment target = Arena.ofAuto().allocate(BYTES, 8);
    final int[] two = new int[2];

    /// What this kernel's threads saw; one for all of them.
    final Ledger ledger;

    /// What the threads run at once; one for all of them.
    final Section section;

    private final String name;
    private final int[] slots;
    private Program program = new Program();
    private int operation;
    private boolean crewed;

    private final EpollCalls epolls = new EpollCalls(this);
    private final FileCalls files = new FileCalls(this);
    private final StatusCalls statuses;
    private final MessageRuns messages = new MessageRuns(this);
    private final CrewCalls together = new CrewCalls(this);
    private final SocketCalls sockets;

    /// What the kernel threw in the last run, if it did.
    @Nullable Throwable thrown;

    /// `name` sets the Unix addresses of this side apart from those of others on the same kernel;
    /// `crew` runs what programs do at once.
    Side(Kernel kernel, String name, ExecutorService crew) {
        this.kernel = kernel;
        this.base = OwnTable.limited(kernel);
        this.name = name;
        this.slots = new int[Program.SLOTS];
        this.source = Arena.ofAuto().allocate(BYTES + TAGS, 8);
        this.sockets = new SocketCalls(this, name);
        this.statuses = new StatusCalls(this);
        this.ledger = new Ledger();
        this.section = new Section(this, crew);
        for (int i = 0; i < BYTES + TAGS; i++) {
            source.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + (i >> 8) * 7));
        }
        untouched();
    }

    private Side(Side leader) {
        this.kernel = leader.kernel;
        this.base = leader.base;
        this.name = leader.name;
        this.slots = leader.slots;
        this.source = leader.source;
        this.sockets = new SocketCalls(this, name);
        this.statuses = new StatusCalls(this);
        this.ledger = leader.ledger;
        this.section = leader.section;
        untouched();
    }

    private void untouched() {
        for (int i = 0; i < CAPACITY; i++) {
            events.set(i, EpollCalls.UNTOUCHED, 0);
        }
    }

    /// The same kernel, program and slots for another thread, with memory and a trace of its own.
    Side fellow() {
        return new Side(this);
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
        crewed = next.isForCrew();
        if (crewed) {
            ledger.clear();
        }
        try {
            operation = 0;
            while (operation < next.length() && thrown == null) {
                if (next.strand(operation) > 0) {
                    together();
                } else {
                    step(next.call(operation));
                    trace.next();
                    operation++;
                }
            }
        } finally {
            closeAll();
            untouched();
        }
    }

    private void together() {
        int from = operation;
        while (operation < program.length() && program.strand(operation) > 0) {
            operation++;
        }
        section.run(program, from, operation);
    }

    /// Runs what `strand` has to do of a stretch of the leader's program; called by its thread.
    void runStrand(Side leader, int strand, int from, int to) {
        kernel = leader.kernel;
        base = leader.base;
        program = leader.program;
        crewed = true;
        thrown = null;
        trace.clear();
        for (operation = from; operation < to; operation++) {
            if (program.strand(operation) == strand) {
                if (thrown == null) {
                    step(program.call(operation));
                }
                trace.next();
            }
        }
    }

    /// Adds what a fellow answered to its operation number `index` to this trace.
    void take(Side fellow, int index) {
        trace.take(fellow.trace, index);
        thrown = fellow.thrown == null ? thrown : fellow.thrown;
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private void step(Call call) {
        try {
            dispatch(call);
            sockets.settle();
            messages.settle(call);
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
        } else if (call.code <= Call.SELECT.code) {
            statuses.run(call);
        } else if (call.code <= Call.LINGER.code) {
            sockets.run(call);
        } else if (!call.isForCrew()) {
            messages.run(call);
        } else {
            together.run(call);
        }
    }

    private void closeAll() {
        for (int number = base; number < base + OwnTable.LIMIT; number++) {
            if (sockets.used()) {
                sockets.dropSilently(number);
            }
            kernel.close(number);
        }
        messages.settle(Call.CLOSE);
        sockets.forget();
        messages.forget();
    }

    // what calls use

    /// Whether the program has passed a unix socket: then the order in which others hear of it is
    /// up to a collector of garbage.
    boolean hasPassedSockets() {
        return messages.hasPassedSockets();
    }

    /// Whether other threads run the program too.
    boolean isOfCrew() {
        return crewed;
    }

    Program program() {
        return program;
    }

    /// The number of the operation that runs.
    int operation() {
        return operation;
    }

    /// The descriptor that a slot holds.
    int slot(int slot) {
        return slot < 0 ? -1 : slots[slot % Program.SLOTS];
    }

    /// Whether poll(2) finds `fd` ready for what `mask` asks for.
    boolean isReady(int fd, int mask) {
        fds.set(0, fd, mask & 0xffff);
        return kernel.poll(fds, 1, 0) > 0 && (fds.revents(0) & POLLNVAL) == 0;
    }

    /// Takes what the epoll in a slot has into [#events] without waiting.
    ///
    /// @return what epoll_wait(2) answered
    int harvest(int slot) {
        return kernel.epollWait(slot(slot), events, CAPACITY, 0);
    }

    int arg(int index) {
        return program.arg(operation, index);
    }

    /// The descriptor that the argument's slot holds.
    int fd(int index) {
        return slot(arg(index));
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
        hash(0, Math.min(answer, room));
    }

    /// Notes which `count` bytes stand in [#target] from `from` on.
    void hash(long from, long count) {
        long hash = 0;
        long at = from;
        long end = from + count;
        for (; at + 8 <= end; at += 8) {
            hash = hash * 0x9E3779B97F4A7C15L + target.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        }
        for (; at < end; at++) {
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
