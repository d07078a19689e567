package io.epoll4j.sim;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNABORTED;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.ForwardingKernel;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.KernelCall;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// What a program is given for a kernel: each call of it is written down, may be refused, and takes
/// the time that the machine needs for it.
final class MachineKernel extends ForwardingKernel {
    /// What it takes to read the clock, or to ask for what is not there: without it a program that
    /// asks again and again would never see anything happen.
    private static final long MOMENT = 1_000;

    /// So many times in a row a program may find nothing before others have a turn.
    private static final int IMPATIENT = 16;

    /// So many calls it may make before others have a turn.
    private static final int SHARE = 4096;

    /// So many it may make before it is taken to spin.
    private static final int SPINS = 500_000;

    private final Machine machine;
    private final Director director;
    private final Trace trace;
    private final ShortWrites shortWrites;

    MachineKernel(Machine machine, JvmKernel kernel, Director director, Trace trace) {
        super(kernel);
        this.machine = machine;
        this.director = director;
        this.trace = trace;
        shortWrites = new ShortWrites(machine, kernel);
    }

    @Override
    protected int before(KernelCall call, int fd) {
        director.checkThread();
        Strand strand = director.running();
        if (strand == null) return 0;
        if (strand.doomed) throw new Unwinding();
        strand.call = call;
        strand.fd = fd;
        strand.slept = false;
        machine.clock.spend(machine.costOfCall());
        if (call == KernelCall.CLOCK_GETTIME) machine.clock.spend(MOMENT);
        if (++strand.calls > SPINS) throw spins(strand, call);
        int refusal = machine.calls.refusal(call);
        if (refusal != 0) trace.called(strand, call, fd, refusal);
        return refusal;
    }

    @Override
    protected long after(KernelCall call, int fd, long answer) {
        Strand strand = director.running();
        // Who is not of this machine is not followed by Machine.stepped.
        if (strand == null || strand.machine != machine) machine.incarnation().timersChanged();
        if (strand == null) return answer;
        if (strand.doomed) throw new Unwinding();
        trace.called(strand, call, fd, answer);
        if (call == KernelCall.LISTEN && answer == 0) strand.job.serves = true;
        if (!strand.slept && foundNothing(call, answer)) {
            machine.clock.spend(MOMENT);
            if (++strand.fruitless >= IMPATIENT) giveWay(strand);
        } else {
            strand.fruitless = 0;
            if (strand.calls % SHARE == 0) giveWay(strand);
        }
        return answer;
    }

    private static boolean foundNothing(KernelCall call, long answer) {
        return switch (call) {
            case EPOLL_WAIT, EPOLL_PWAIT2, POLL -> answer == 0;
            default -> answer == -EAGAIN;
        };
    }

    private void giveWay(Strand strand) {
        if (director.nextDue() > machine.clock.now()) return;
        strand.yieldBaton();
        if (strand.doomed) throw new Unwinding();
    }

    private Unwinding spins(Strand strand, KernelCall call) {
        director.fail(
                new Verdict(
                        "livelock",
                        strand + " made " + SPINS + " calls and never slept, " + call + " last"));
        strand.doom();
        return new Unwinding();
    }

    /// `do_accept` (net/socket.c): a connection that was reset before the address of its peer was
    /// asked for is gone.
    @Override
    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        int made = super.accept4(fd, peer, flags);
        if (made < 0 || peer == null || !machine.calls.aborts()) return made;
        try (var arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocate(8, 4);
            linger.set(ValueLayout.JAVA_INT, 0, 1);
            kernel.setsockopt(made, SocketFlags.SOL_SOCKET, SocketFlags.SO_LINGER, linger);
        }
        kernel.close(made);
        return -ECONNABORTED;
    }

    @Override
    public long write(int fd, MemorySegment buffer, long offset, long length) {
        long room = shortWrites.room(fd, length, 0);
        return written(fd, room, length, super.write(fd, buffer, offset, room));
    }

    @Override
    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long room = shortWrites.room(fd, length, flags);
        return written(fd, room, length, super.send(fd, buffer, offset, room, flags));
    }

    /// Of several pieces a part is some of them.
    @Override
    public long writev(int fd, IoVec vector, int count) {
        long room = shortWrites.room(fd, count, 0);
        long answer = super.writev(fd, vector, (int) room);
        if (answer >= 0 && room < count) shortWrites.recover(fd);
        return answer;
    }

    private long written(int fd, long room, long length, long answer) {
        if (answer == room && room < length) shortWrites.recover(fd);
        return answer;
    }
}
