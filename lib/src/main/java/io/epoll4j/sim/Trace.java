package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.KernelCall;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened in a world, step by step: always as a hash over every draw, packet and call, and
/// as a list of events if that was asked for. Written by whoever holds the baton.
public final class Trace {
    /// So many calls of a program that does not sleep are kept: one that spins makes 500,000.
    private static final int SLEEPLESS = 10_000;

    private final boolean keeping;
    private final List<TraceEvent> events = new ArrayList<>();
    private final @Nullable Comparison comparison;
    private @Nullable Director director;
    private final List<Station> stations = new ArrayList<>();
    private long seed;
    private long hash;
    private long count;
    private boolean ended;

    Trace(boolean keeping, @Nullable Comparison comparison) {
        this.keeping = keeping;
        this.comparison = comparison;
    }

    void serve(Director director, long seed) {
        this.director = director;
        this.seed = seed;
    }

    void joined(Machine machine) {
        stations.add(new Station(machine.name(), machine.at(0).host(), machine.at6(0).host()));
    }

    /// The machines of the world, in the order in which they were made.
    List<Station> stations() {
        return stations;
    }

    /// The seed of the world.
    public long seed() {
        return seed;
    }

    /// What happened, in order; empty unless it was asked for. A view.
    public List<TraceEvent> events() {
        return Collections.unmodifiableList(events);
    }

    boolean isKept() {
        return keeping;
    }

    /// A hash over all that happened so far.
    public long hash() {
        return hash;
    }

    /// How many steps there were so far.
    public long count() {
        return count;
    }

    /// Writes down what happened, a line for each step but the random numbers: when, and what.
    ///
    /// @throws IOException if the file cannot be written
    public void writeText(Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            out.append("seed ").append(Long.toString(seed)).append('\n');
            for (Station station : stations)
                out.append(
                        "%s: %s, %s\n".formatted(station.name(), station.ipv4(), station.ipv6()));
            for (TraceEvent event : events)
                if (!(event instanceof TraceEvent.Drawn))
                    out.append("%14s  %s\n".formatted(Times.text(event.at()), event));
        }
    }

    /// Writes the packets into a file for Wireshark (pcapng), each once: when its sender sends it,
    /// on an interface with its name. What went wrong with a packet, that it was lost for example,
    /// stands in its comment. Times are those of the world, in nanoseconds from 0. What a machine
    /// sends to itself is not there.
    ///
    /// @throws IOException if the file cannot be written
    public void writePcapng(Path file) throws IOException {
        write(new Capture(this, null), file);
    }

    /// The same as the machine of this name sees it: what it sends, and what arrives there.
    ///
    /// @throws IOException if the file cannot be written
    /// @throws IllegalArgumentException if no machine is called so
    public void writePcapng(Path file, String machine) throws IOException {
        write(new Capture(this, machine), file);
    }

    private static void write(Capture capture, Path file) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            capture.write(out);
        }
    }

    /// Writes all steps but the random numbers as JSON: machines, programs, calls, packets and
    /// faults. `docs/traces.md` tells the schema.
    ///
    /// @throws IOException if the file cannot be written
    public void writeJson(Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            new TraceJson(this, out).write();
        }
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
        if (!add((answer * 31 + call.toString().hashCode()) * 4096 + fd)) return;
        long at = strand.machine.clock.now();
        if (strand.calls <= SLEEPLESS)
            keep(new TraceEvent.Called(at, strand.toString(), call, fd, answer));
        else if (strand.calls == SLEEPLESS + 1) keep(new TraceEvent.LeftOut(at, strand.toString()));
    }

    void sent(long at, String from, String to, Packet packet) {
        moved(at, TraceEvent.Way.SENT, from, to, "", packet);
    }

    void arrived(String from, String to, Packet packet) {
        moved(now(), TraceEvent.Way.ARRIVED, from, to, "", packet);
    }

    void lost(String from, String to, String why, Packet packet) {
        moved(now(), TraceEvent.Way.LOST, from, to, why, packet);
    }

    private void moved(
            long at, TraceEvent.Way way, String from, String to, String why, Packet packet) {
        long digest = Wire.digest(packet);
        if (add(at * 4 + way.name().hashCode() + digest))
            keep(new TraceEvent.Moved(at, way, from, to, why, digest, packet));
    }

    void struck(Strike strike) {
        if (add(strike.at() + strike.ordinal())) keep(new TraceEvent.Struck(strike));
    }

    void said(Strand strand, String what) {
        if (add(what.hashCode()))
            keep(new TraceEvent.Said(strand.machine.clock.now(), strand.toString(), what));
    }
}
