package io.epoll4j.conformance.fuzz;

import static io.epoll4j.conformance.fuzz.Kind.*;

import java.util.SplittableRandom;

/// Short stretches of program that get somewhere single operations rarely do: a set of sources
/// watched, chains and lattices of epolls, a pipe filled to the brim, a connection made.
final class Scenes {
    private static final Call[] MAKERS = {
        Call.PIPE, Call.PIPE, Call.EVENTFD, Call.EVENTFD, Call.TIMERFD, Call.PAIR, Call.PAIR
    };

    private final Generator out;

    Scenes(Generator out) {
        this.out = out;
    }

    /// How most programs begin: some epolls, some sources, and most of the sources watched.
    void open() {
        SplittableRandom random = out.random();
        if (random.nextInt(8) == 0) {
            return;
        }
        int epolls = 1 + random.nextInt(random.nextInt(4) + 1);
        for (int i = 0; i < epolls; i++) {
            out.op(Call.EPOLL);
        }
        int makers = 1 + random.nextInt(6);
        for (int i = 0; i < makers; i++) {
            out.op(MAKERS[random.nextInt(MAKERS.length)]);
        }
        watch(random.nextInt(10));
        if (random.nextInt(3) == 0) {
            next();
        }
    }

    /// One scene.
    void next() {
        switch (out.random().nextInt(7)) {
            case 0 -> chain(2 + out.random().nextInt(5));
            case 1 -> lattice();
            case 2 -> watch(3 + out.random().nextInt(8));
            case 3 -> fill();
            case 4, 5 -> SocketOps.connection(out);
            default -> drain();
        }
    }

    private void watch(int times) {
        for (int i = 0; i < times; i++) {
            out.add(1, out.slot(set(EPOLL)), out.slot(SOURCES));
        }
    }

    /// Epolls watching one another in a row, tied in any order, a source below the last.
    private void chain(int links) {
        int[] epolls = new int[links];
        for (int i = 0; i < links; i++) {
            epolls[i] = out.create(out.fresh(), EPOLL);
            out.emit(Call.EPOLL, epolls[i], 0);
        }
        boolean upward = out.mix().coin();
        for (int i = 1; i < links; i++) {
            int link = upward ? links - i : i;
            out.add(1, epolls[link - 1], epolls[link]);
        }
        out.add(1, epolls[links - 1], out.slot(SOURCES));
        if (out.mix().coin()) {
            out.add(1, epolls[links - 1], epolls[0]);
        }
    }

    /// A source below layers of epolls, every one of a layer watching every one of the next:
    /// wake-up paths multiply.
    private void lattice() {
        SplittableRandom random = out.random();
        int source = out.create(out.fresh(), EVENTFD);
        out.emit(Call.EVENTFD, source, 0, 0);
        int[] below = {source};
        int layers = 2 + random.nextInt(4);
        for (int layer = 0; layer < layers; layer++) {
            int[] above = new int[1 + random.nextInt(4)];
            for (int i = 0; i < above.length; i++) {
                above[i] = out.create(out.fresh(), EPOLL);
                out.emit(Call.EPOLL, above[i], 0);
                for (int target : below) {
                    out.add(1, above[i], target);
                }
            }
            below = above;
        }
    }

    /// Writes until there is no more room, or nearly.
    private void fill() {
        int slot = out.slot(WRITABLE);
        int size = 1 << out.random().nextInt(6, 17);
        int times = 2 + out.random().nextInt(12);
        for (int i = 0; i < times; i++) {
            out.emit(Call.WRITE, slot, size, i);
        }
    }

    /// Reads until there is nothing left, or nearly.
    private void drain() {
        int slot = out.slot(READABLE);
        int size = 1 << out.random().nextInt(6, 17);
        int times = 1 + out.random().nextInt(8);
        for (int i = 0; i < times; i++) {
            out.emit(Call.READ, slot, size);
        }
    }
}
