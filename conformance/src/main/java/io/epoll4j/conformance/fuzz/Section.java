package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SysException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// A stretch of a program that several threads run at once on one kernel: the operations of each in
/// order, those of different threads in any.
///
/// Threads that serve an epoll end when the others have: an eventfd that the section adds to each
/// epoll served tells them.
final class Section {
    /// The data of the event that ends a section.
    static final long STOP = -1;

    private static final int MOST_STRANDS = 16;

    private final Side leader;
    private final ExecutorService crew;
    private final List<Side> fellows = new ArrayList<>();
    private final boolean[] served = new boolean[OwnTable.LIMIT];

    Section(Side leader, ExecutorService crew) {
        this.leader = leader;
        this.crew = crew;
    }

    /// Whether a thread of this section waits on `epfd` and will be told when to end.
    boolean serves(int epfd) {
        int at = epfd - leader.base;
        return at >= 0 && at < served.length && served[at];
    }

    /// Runs the operations from `from` (included) to `to` (not included) and adds what they
    /// answered to the leader's trace, in the order of the program.
    void run(Program program, int from, int to) {
        int stop = outOfReach(leader.kernel.eventfd(0, FileFlags.EFD_NONBLOCK));
        prepare(program, from, to, stop);
        boolean[] serving = new boolean[MOST_STRANDS + 1];
        boolean[] working = new boolean[MOST_STRANDS + 1];
        for (int i = from; i < to; i++) {
            (program.call(i) == Call.SERVE ? serving : working)[program.strand(i)] = true;
        }
        start(from, to, serving, working, stop);
        leader.kernel.close(stop);
        merge(program, from, to);
    }

    /// Moves a descriptor to the last number there is: lower ones may be named by the program,
    /// which knows them from what it has closed.
    private int outOfReach(int fd) {
        int last = leader.base + OwnTable.LIMIT - 1;
        int moved = leader.kernel.fcntl(fd, FileFlags.F_DUPFD, last);
        leader.kernel.close(fd);
        return moved;
    }

    private void prepare(Program program, int from, int to, int stop) {
        Arrays.fill(served, false);
        for (int i = from; i < to; i++) {
            if (program.call(i) == Call.SERVE) {
                int epfd = leader.slot(program.arg(i, 0));
                int armed =
                        leader.kernel.epollCtl(
                                epfd, EpollFlags.EPOLL_CTL_ADD, stop, EpollFlags.EPOLLIN, STOP);
                if (armed == 0) {
                    served[epfd - leader.base] = true;
                }
            }
        }
        while (fellows.size() <= MOST_STRANDS) {
            fellows.add(leader.fellow());
        }
    }

    private void start(int from, int to, boolean[] serving, boolean[] working, int stop) {
        int strands = 0;
        for (int i = 1; i <= MOST_STRANDS; i++) {
            strands += serving[i] || working[i] ? 1 : 0;
        }
        AtomicInteger missing = new AtomicInteger(strands);
        List<Future<?>> servers = new ArrayList<>();
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 1; i <= MOST_STRANDS; i++) {
            if (serving[i] || working[i]) {
                int strand = i;
                Side fellow = fellows.get(i);
                Runnable body =
                        () -> {
                            gather(missing);
                            fellow.runStrand(leader, strand, from, to);
                        };
                (serving[i] ? servers : workers).add(crew.submit(body));
            }
        }
        await(workers);
        if (stop >= 0) {
            long answer = leader.kernel.write(stop, leader.source, 0, 8); // any number but 0
            SysException.check((int) answer, "write", "the end of a section");
        }
        await(servers);
    }

    /// All set off at the same moment, or as near to it as the processors allow.
    @SuppressWarnings("ThreadPriorityCheck") // more threads than processors: a courtesy
    private static void gather(AtomicInteger missing) {
        missing.decrementAndGet();
        while (missing.get() > 0) {
            Thread.yield();
        }
    }

    private static void await(List<Future<?>> strands) {
        for (Future<?> strand : strands) {
            try {
                strand.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a program ran", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void merge(Program program, int from, int to) {
        int[] next = new int[MOST_STRANDS + 1];
        for (int i = from; i < to; i++) {
            int strand = program.strand(i);
            leader.take(fellows.get(strand), next[strand]++);
        }
    }
}
