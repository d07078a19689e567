package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.SocketFlags;
import java.util.SplittableRandom;

/// Writes random programs for several threads. The same seed and index give the same program,
/// whatever was written before. One thread uses it.
///
/// Threads share the epolls and two buffers; each has sources of its own, which nobody else
/// touches. So the answer to all that a thread does with its own is the same whatever the others
/// do, and what remains free is who hears of what.
final class CrewScript implements Script {
    /// Slots from 0 up that hold epolls.
    static final int EPOLLS = 3;

    /// Slots with the reading ends of the shared buffers, a pipe and a socket pair; the writing end
    /// is in the next.
    static final int[] POOLS = {3, 5};

    /// The most threads that a program has.
    static final int MOST_THREADS = 8;

    private static final int FIRST_OWN = 7;
    private static final Call[] MAKERS = {
        Call.EVENTFD, Call.EVENTFD, Call.EVENTFD, Call.PIPE, Call.PAIR, Call.TIMERFD
    };
    private static final Call[] WORK = {
        Call.CTL,
        Call.CTL,
        Call.CTL,
        Call.CTL,
        Call.WAIT,
        Call.WAIT,
        Call.HEAR,
        Call.HEAR,
        Call.PUT,
        Call.PUT,
        Call.WRITE,
        Call.WRITE,
        Call.READ,
        Call.READ,
        Call.READ,
        Call.GIVE,
        Call.TAKE,
        Call.POLL,
        Call.SETTIME,
        Call.SHUTDOWN,
        Call.CLOSE
    };

    private final int threads;
    private SplittableRandom random = new SplittableRandom(0);
    private Mix mix = new Mix(random);
    private Program program = new Program();
    private final Kind[] kinds = new Kind[Program.SLOTS];

    /// @param threads how many threads its programs have, from 2 to [#MOST_THREADS]
    CrewScript(int threads) {
        this.threads = threads;
    }

    @Override
    public void write(long seed, long index, Program into) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        mix = new Mix(random);
        program = into;
        program.clear();
        int servers = 1 + random.nextInt(threads - 1);
        int workers = threads - servers;
        int each = (Program.SLOTS - FIRST_OWN) / workers;
        share();
        for (int worker = 0; worker < workers; worker++) {
            make(FIRST_OWN + worker * each, each);
        }
        int sections = 1 + random.nextInt(3);
        for (int section = 0; section < sections; section++) {
            for (int server = 1; server <= servers; server++) {
                int batch = mix.coin() ? 64 : 1 + random.nextInt(3);
                program.addFor(server, Call.SERVE, random.nextInt(EPOLLS), batch);
            }
            for (int worker = 0; worker < workers; worker++) {
                work(servers + 1 + worker, FIRST_OWN + worker * each, each);
            }
            program.add(Call.AUDIT);
        }
    }

    private void share() {
        for (int slot = 0; slot < EPOLLS; slot++) {
            program.add(Call.EPOLL, slot, 0);
            kinds[slot] = Kind.EPOLL;
        }
        for (int slot = 1; slot < EPOLLS; slot++) {
            if (mix.coin()) {
                add(0, random.nextInt(slot), slot);
            }
        }
        program.add(Call.PIPE, POOLS[0], POOLS[0] + 1, 0);
        program.add(
                Call.PAIR, POOLS[1], POOLS[1] + 1, SocketFlags.AF_UNIX, SocketFlags.SOCK_STREAM, 0);
        for (int slot = POOLS[0]; slot < FIRST_OWN; slot++) {
            add(0, epoll(), slot);
        }
    }

    private void make(int first, int count) {
        int slot = first;
        while (slot < first + count) {
            Call maker = MAKERS[random.nextInt(MAKERS.length)];
            boolean single = slot + 1 == first + count;
            switch (single ? Call.EVENTFD : maker) {
                case PIPE -> {
                    program.add(Call.PIPE, slot, slot + 1, 0);
                    kinds[slot++] = Kind.PIPE_READER;
                    kinds[slot++] = Kind.PIPE_WRITER;
                }
                case PAIR -> {
                    int type = mix.coin() ? SocketFlags.SOCK_STREAM : SocketFlags.SOCK_DGRAM;
                    program.add(Call.PAIR, slot, slot + 1, SocketFlags.AF_UNIX, type, 0);
                    kinds[slot++] = Kind.STREAM;
                    kinds[slot++] = Kind.STREAM;
                }
                case TIMERFD -> {
                    program.add(Call.TIMERFD, slot, 1, 0);
                    kinds[slot++] = Kind.TIMER;
                }
                default -> {
                    program.add(Call.EVENTFD, slot, random.nextInt(2), random.nextInt(2));
                    kinds[slot++] = Kind.EVENTFD;
                }
            }
            if (random.nextInt(4) != 0) {
                add(0, epoll(), slot - 1);
            }
        }
    }

    private int epoll() {
        return random.nextInt(EPOLLS);
    }

    /// Data that no other operation of the program has.
    private int data() {
        return program.length() + 1;
    }

    private void add(int strand, int epoll, int target) {
        program.addFor(
                strand, Call.CTL, epoll, EpollFlags.EPOLL_CTL_ADD, target, mix.mask(), data());
    }

    private void work(int strand, int first, int count) {
        int length = 4 + random.nextInt(120 / threads);
        for (int i = 0; i < length; i++) {
            op(strand, WORK[random.nextInt(WORK.length)], first + random.nextInt(count));
        }
    }

    private void op(int strand, Call call, int own) {
        switch (call) {
            case CTL -> control(strand, own);
            case WAIT -> emit(strand, call, epoll(), mix.coin() ? 64 : 1, 0);
            case HEAR -> emit(strand, call, epoll(), own, mix.mask(), data());
            case GIVE -> emit(strand, call, POOLS[random.nextInt(2)] + 1, mix.size());
            case TAKE -> emit(strand, call, POOLS[random.nextInt(2)], mix.size());
            case POLL -> emit(strand, call, 1, own, mix.pollMask(), 0, 0);
            case PUT -> emit(strand, call, own, random.nextInt(Counters.count()));
            case WRITE -> emit(strand, call, own, mix.size(), random.nextInt(256));
            case READ -> emit(strand, call, own, Math.max(8, mix.size()));
            case SETTIME -> {
                if (kinds[own] == Kind.TIMER) {
                    emit(strand, call, own, 0, random.nextInt(3), random.nextInt(3));
                }
            }
            case SHUTDOWN -> {
                if (random.nextInt(4) == 0) {
                    emit(strand, call, own, random.nextInt(3));
                }
            }
            default -> close(strand, own);
        }
    }

    /// Only what has no other end. While a thread looks at a file for an epoll it holds it, and
    /// then it is that thread which ends it: the other end may hear of the close after it has
    /// returned.
    private void close(int strand, int own) {
        boolean alone = kinds[own] == Kind.EVENTFD || kinds[own] == Kind.TIMER;
        if (alone && random.nextInt(4) == 0) {
            emit(strand, Call.CLOSE, own);
        }
    }

    private void control(int strand, int own) {
        int draw = random.nextInt(10);
        int op =
                draw < 5
                        ? EpollFlags.EPOLL_CTL_ADD
                        : draw < 8 ? EpollFlags.EPOLL_CTL_MOD : EpollFlags.EPOLL_CTL_DEL;
        emit(strand, Call.CTL, epoll(), op, own, mix.mask(), data());
    }

    private void emit(int strand, Call call, int... values) {
        program.addFor(strand, call, values);
    }
}
