package io.epoll4j.conformance.fuzz;

import static io.epoll4j.conformance.fuzz.Kind.*;

import io.epoll4j.sys.FileFlags;
import java.util.SplittableRandom;

/// Writes random programs. The same seed and index give the same program, whatever was written
/// before. One thread uses it.
final class Generator implements Script {
    private static final int SHORTEST = 20;
    private static final int SPREAD = 180;

    private final Model model = new Model();
    private Program program = new Program();
    private SplittableRandom random = new SplittableRandom(0);
    private Mix mix = new Mix(random);
    private final Scenes scenes = new Scenes(this);
    private final SocketOps sockets = new SocketOps(this);

    @Override
    public void write(long seed, long index, Program into) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
        program = into;
        program.clear();
        model.clear();
        mix = new Mix(random);
        int length = SHORTEST + random.nextInt(SPREAD);
        scenes.open();
        while (program.length() < length) {
            if (random.nextInt(60) == 0) {
                scenes.next();
            } else {
                op(mix.call());
            }
        }
    }

    // what the parts of the generator share

    SplittableRandom random() {
        return random;
    }

    Mix mix() {
        return mix;
    }

    Model model() {
        return model;
    }

    void emit(Call call, int... values) {
        program.add(call, values);
    }

    int fresh() {
        return mix.odd() ? random.nextInt(Program.SLOTS) : model.fresh(random);
    }

    /// A slot to use where one of `kinds` makes sense: now and then any other, closed ones and -1
    /// too.
    int slot(int kinds) {
        if (mix.odd()) {
            return random.nextInt(-1, Program.SLOTS);
        }
        int found = model.pick(random, kinds);
        return found >= 0 ? found : model.pick(random, ANY);
    }

    int create(int slot, Kind kind) {
        model.put(slot, kind);
        return slot;
    }

    /// Flags for a call that makes a descriptor.
    int createFlags() {
        return mix.odd()
                ? random.nextInt() & OddFlags.CREATE
                : random.nextInt(4) == 0 ? FileFlags.O_CLOEXEC : 0;
    }

    int nonblocking() {
        return createFlags() | (random.nextInt(4) == 0 ? 0 : FileFlags.O_NONBLOCK);
    }

    /// Writes one operation, or none where the program has nothing to do it to.
    void op(Call call) {
        switch (call) {
            case EPOLL -> emit(call, create(fresh(), EPOLL), createFlags());
            case EPOLL_SIZE ->
                    emit(call, create(fresh(), EPOLL), mix.odd() ? -random.nextInt(2) : 1);
            case CTL -> control();
            case WAIT -> emit(call, slot(set(EPOLL)), mix.maxevents(), mix.timeout());
            case PWAIT2 -> emit(call, slot(set(EPOLL)), mix.maxevents(), seconds(), nanos());
            case POLL ->
                    emit(
                            call,
                            random.nextInt(8) == 0 ? 2 : 1,
                            slot(ANY),
                            mix.pollMask(),
                            slot(ANY),
                            mix.pollMask());
            default -> {
                if (call.code > Call.SETPIPE.code && call.code < Call.SOCKET.code) {
                    status(call);
                } else if (call.code < Call.SOCKET.code) {
                    files(call);
                } else {
                    sockets.op(call);
                }
            }
        }
    }

    private int seconds() {
        return mix.odd() ? random.nextInt(-1, 2) & -2 : 0;
    }

    private int nanos() {
        int draw = random.nextInt(50);
        return mix.odd() ? -1 - random.nextInt(2) : draw == 0 ? 1000 : draw == 1 ? 1 : 0;
    }

    private void control() {
        int registration = model.registration(random);
        int draw = random.nextInt(100);
        if (registration >= 0 && draw >= 40 && !mix.odd()) {
            int op = draw < 50 ? 1 : draw < 85 ? 3 : 2;
            add(op, model.watcher(registration), model.watched(registration));
            return;
        }
        int op = mix.odd() ? random.nextInt(-1, 6) : draw < 80 ? 1 : draw < 92 ? 3 : 2;
        int target = random.nextInt(5) == 0 ? slot(set(EPOLL)) : slot(SOURCES);
        add(op, slot(set(EPOLL)), target);
    }

    /// Writes an epoll_ctl.
    void add(int op, int epoll, int target) {
        if (op == 1 && epoll >= 0 && target >= 0) {
            model.added(epoll, target);
        }
        emit(Call.CTL, epoll, op, target, mix.mask(), random.nextInt(100));
    }

    private void files(Call call) {
        switch (call) {
            case PIPE -> {
                int reader = create(fresh(), PIPE_READER);
                emit(call, reader, create(fresh(), PIPE_WRITER), pipeFlags());
            }
            case EVENTFD ->
                    emit(
                            call,
                            create(fresh(), EVENTFD),
                            random.nextInt(4) == 0 ? -1 - random.nextInt(2) : random.nextInt(4),
                            nonblocking() | random.nextInt(2) | (mix.odd() ? 2 : 0));
            case TIMERFD -> emit(call, create(fresh(), TIMER), clock(), nonblocking());
            case SETTIME -> emit(call, slot(set(TIMER)), timerFlags(), time(), time());
            case GETTIME -> emit(call, slot(set(TIMER)));
            case READ -> emit(call, slot(READABLE), readSize());
            case WRITE -> emit(call, slot(WRITABLE), mix.size(), random.nextInt(256));
            case PUT -> emit(call, slot(set(EVENTFD)), random.nextInt(Counters.count()));
            case READV -> emit(call, slot(READABLE), readSize(), mix.size());
            case WRITEV -> emit(call, slot(WRITABLE), mix.size(), mix.size(), random.nextInt(256));
            default -> descriptors(call);
        }
    }

    private int pipeFlags() {
        int direct = random.nextInt(10) == 0 ? FileFlags.O_DIRECT : 0;
        return nonblocking() | direct;
    }

    private int readSize() {
        return random.nextInt(3) == 0 ? 1 << random.nextInt(20) : Math.max(8, mix.size());
    }

    private int clock() {
        return mix.odd() ? random.nextInt(-1, 6) : new int[] {0, 1, 1, 7}[random.nextInt(4)];
    }

    private int timerFlags() {
        return mix.odd() ? random.nextInt(8) : random.nextInt(2) * (1 + random.nextInt(2) * 2);
    }

    private int time() {
        if (mix.odd()) {
            return random.nextInt(Times.count());
        }
        int draw = random.nextInt(5);
        return draw < 3 ? draw : Times.AGO + draw - 3;
    }

    /// Writes an operation of those in [StatusCalls].
    private void status(Call call) {
        switch (call) {
            case SAME -> emit(call, slot(ANY), slot(ANY));
            case PREAD, PWRITE -> emit(call, slot(ANY), mix.size(), random.nextInt(-1, 3));
            case LSEEK -> emit(call, slot(ANY), random.nextInt(-2, 3), random.nextInt(-1, 6));
            case FSTAT -> emit(call, slot(ANY));
            case IOCTL -> emit(call, slot(ANY), request());
            case SELECT -> emit(call, slot(ANY), random.nextInt(8), slot(ANY), random.nextInt(8));
            default -> throw new AssertionError(call);
        }
    }

    private int request() {
        int[] requests = Vocabulary.REQUESTS.all();
        return requests[random.nextInt(4) != 0 ? 0 : random.nextInt(requests.length)];
    }

    private void descriptors(Call call) {
        switch (call) {
            case CLOSE -> {
                int slot = slot(ANY);
                emit(call, slot);
                model.closed(slot);
            }
            case DUP, DUP3, DUP_TO, DUP_FROM -> duplicate(call);
            case GETFD, GETFL -> emit(call, slot(ANY));
            case SETFD -> emit(call, slot(ANY), random.nextInt(4));
            case SETFL -> emit(call, slot(ANY), random.nextInt() & OddFlags.STATUS);
            case GETPIPE -> emit(call, slot(set(PIPE_READER, PIPE_WRITER)));
            case SETPIPE -> emit(call, slot(set(PIPE_READER, PIPE_WRITER)), pipeSize());
            default -> throw new AssertionError(call);
        }
    }

    private int pipeSize() {
        return mix.odd()
                ? random.nextInt()
                : new int[] {0, 1, 4096, 4097, 8192, 9000, 65536, 1 << 18}[random.nextInt(8)];
    }

    private void duplicate(Call call) {
        int from = slot(ANY);
        Kind kind = model.kind(from);
        int to = create(fresh(), kind == NONE ? EVENTFD : kind);
        switch (call) {
            case DUP -> emit(call, to, from);
            case DUP3 -> emit(call, to, from, random.nextInt(-1, Program.SLOTS), createFlags());
            case DUP_TO ->
                    emit(call, to, from, random.nextInt(-1, OwnTable.LIMIT + 2), createFlags());
            default ->
                    emit(call, to, from, random.nextInt(-1, OwnTable.LIMIT + 2), random.nextInt(2));
        }
    }
}
