package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.List;

/// What waits while a machine, or only its programs, stand still. Several pauses may overlap. Used
/// by whoever holds the baton.
final class Standstill {
    private final Director director;
    private final List<Strand> suspended = new ArrayList<>();
    private final List<Runnable> thawing = new ArrayList<>();
    private int pauses;
    private int frosts;

    Standstill(Director director) {
        this.director = director;
    }

    boolean isPaused() {
        return pauses > 0;
    }

    /// Whether the kernel stands still as well.
    boolean isFrozen() {
        return frosts > 0;
    }

    void begin(boolean frozen) {
        pauses++;
        if (frozen) frosts++;
    }

    void end(boolean frozen) {
        if (frozen && --frosts == 0) {
            var waiting = List.copyOf(thawing);
            thawing.clear();
            waiting.forEach(Runnable::run);
        }
        if (--pauses == 0) {
            var waiting = List.copyOf(suspended);
            suspended.clear();
            waiting.forEach(director::ready);
        }
    }

    /// The strand could go on, and waits.
    void suspend(Strand strand) {
        suspended.add(strand);
    }

    /// It waits no more.
    void forget(Strand strand) {
        suspended.remove(strand);
    }

    /// This is for the kernel, and waits.
    void thaws(Runnable what) {
        thawing.add(what);
    }
}
