package io.epoll4j.conformance.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What a generator remembers of the program so far: what each slot holds, and what was added to
/// which epoll. It only makes sense more likely than nonsense, and is never asked what is right.
final class Model {
    private static final int PAIRS = 64;

    private final Kind[] kinds = new Kind[Program.SLOTS];
    private final boolean[] open = new boolean[Program.SLOTS];
    private final int[] watchers = new int[PAIRS];
    private final int[] watched = new int[PAIRS];
    private int pairs;

    void clear() {
        Arrays.fill(kinds, Kind.NONE);
        Arrays.fill(open, false);
        pairs = 0;
    }

    Kind kind(int slot) {
        return slot < 0 ? Kind.NONE : kinds[slot];
    }

    void put(int slot, Kind kind) {
        kinds[slot] = kind;
        open[slot] = true;
    }

    void closed(int slot) {
        if (slot >= 0) {
            open[slot] = false;
        }
    }

    /// A slot for a new descriptor: one that holds nothing open if there is one.
    int fresh(RandomGenerator random) {
        int start = random.nextInt(Program.SLOTS);
        for (int i = 0; i < Program.SLOTS; i++) {
            int slot = (start + i) % Program.SLOTS;
            if (!open[slot]) {
                return slot;
            }
        }
        return start;
    }

    /// An open slot of one of these kinds, or -1 if there is none.
    int pick(RandomGenerator random, int kindSet) {
        int start = random.nextInt(Program.SLOTS);
        for (int i = 0; i < Program.SLOTS; i++) {
            int slot = (start + i) % Program.SLOTS;
            if (open[slot] && kinds[slot].in(kindSet)) {
                return slot;
            }
        }
        return -1;
    }

    void added(int epoll, int target) {
        int at = pairs < PAIRS ? pairs++ : (epoll * 31 + target) % PAIRS;
        watchers[at] = epoll;
        watched[at] = target;
    }

    /// One of the registrations that were asked for, or -1; see [#watcher] and [#watched].
    int registration(RandomGenerator random) {
        return pairs == 0 ? -1 : random.nextInt(pairs);
    }

    int watcher(int registration) {
        return watchers[registration];
    }

    int watched(int registration) {
        return watched[registration];
    }
}
