package io.epoll4j.sim;

import io.epoll4j.jvm.Packet;
import io.epoll4j.sys.KernelCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened in a world, step by step: always as a hash over every draw, packet and call, and
/// as a list of events if that was asked for. Written by whoever holds the baton.
public final class Trace {
    private final boolean keeping;
    private final List<TraceEvent> events = new ArrayList<>();
    private final @Nullable Comparison comparison;
    private @Nullable Director director;
    private long hash;
    private long count;
    private boolean ended;

    Trace(boolean keeping, @Nullable Comparison comparison) {
        this.keeping = keeping;
        this.comparison = comparison;
    }

    void serve(Director director) {
        this.director = director;
    }

    /// What happened, in order; empty unless it was asked for. A view.
    public List<TraceEvent> events() {
        return Collections.unmodifiableList(events);
    }

    /// A hash over all that happened so far.
    public long hash() {
        return hash;
    }

    /// How many steps there were so far.
    public long count() {
        return count;
    }

    /// Nothing more happens.
    void end() {
        ended = true;
    }

    /// That was all: if there was a run before, it must have ended here too.
    void check() {
        if (comparison == null) return;
        var difference = comparison.checkEnd(events);
        if (difference != null) throw difference;
    }

    private boolean add(long what) {
        if (ended) return false;
        hash = Dice.mix(hash * 31 + what);
        count++;
        return keeping;
    }

    private void keep(TraceEvent event) {
        events.add(event);
        if (comparison == null || director == null) return;
        var difference = comparison.check(events.size() - 1, event, events);
        if (difference != null) director.fail(difference);
    }

    private long now() {
        return director == null ? 0 : director.now;
    }

    void drawn(long number) {
        if (add(number)) keep(new TraceEvent.Drawn(now(), number));
    }

    void step(Strand strand) {
        if (add(strand.number)) keep(new TraceEvent.Step(now(), strand.toString()));
    }

    void called(Strand strand, KernelCall call, int fd, long answer) {
        if (add((answer * 31 + call.toString().hashCode()) * 4096 + fd))
            keep(
                    new TraceEvent.Called(
                            strand.machine.clock.now(), strand.toString(), call, fd, answer));
    }

    void moved(TraceEvent.Way way, Link link, Packet packet) {
        long digest = Wire.digest(packet);
        if (add(now() * 4 + way.name().hashCode() + digest))
            keep(new TraceEvent.Moved(now(), way, link.name, digest, packet));
    }

    void struck(Strike strike) {
        if (add(strike.at() + strike.ordinal())) keep(new TraceEvent.Struck(strike));
    }

    void said(Strand strand, String what) {
        if (add(what.hashCode()))
            keep(new TraceEvent.Said(strand.machine.clock.now(), strand.toString(), what));
    }
}
