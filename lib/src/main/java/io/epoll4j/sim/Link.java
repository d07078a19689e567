package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way from one machine to another. Used by whoever holds the baton; called with locks of the
/// sending kernel held, so it never calls one.
final class Link {
    private static final long SECOND = 1_000_000_000;

    final Machine from;
    final Machine to;
    final String name;
    private final Fabric fabric;
    private final Line line;
    private final Dice latency;
    private final Site loss;
    private final Site duplication;
    private final Site reordering;

    /// Why nothing gets through at present.
    private final List<Partition> cuts = new ArrayList<>();

    /// When a packet was sent here last.
    private long lastSent;

    private long busyUntil;
    private long lastArrival;

    Link(Fabric fabric, Machine from, Machine to, Line line) {
        this.fabric = fabric;
        this.from = from;
        this.to = to;
        this.line = line;
        name = from.name() + ">" + to.name();
        latency = fabric.dice.split("latency " + name);
        loss = fabric.faults.site("loss " + name);
        duplication = fabric.faults.site("duplication " + name);
        reordering = fabric.faults.site("reordering " + name);
    }

    int mtu() {
        return line.mtu();
    }

    /// When a packet was sent here last.
    long lastSent() {
        return lastSent;
    }

    /// Why nothing gets through; empty if it does.
    List<Partition> cuts() {
        return cuts;
    }

    void cut(Partition by) {
        cuts.add(by);
    }

    void mend(Partition by) {
        cuts.remove(by);
    }

    /// Takes a packet to be sent.
    void send(Packet packet) {
        lastSent = from.clock.now();
        fabric.trace.sent(lastSent, from.name(), to.name(), packet);
        if (!cuts.isEmpty()) {
            Partition cut = cuts.getFirst();
            lose(packet, cut.toString());
            cut.stopped();
            if (cut.isTold()) fabric.refuse(from, packet);
        } else if (fabric.isForgotten(packet)) {
            fabric.reset(packet);
        } else {
            Fault fault = fabric.rule(this, packet);
            if (fault == null) weather(packet);
            else befalls(fault, packet);
        }
    }

    private void weather(Packet packet) {
        if (decide(loss, line.loss(), new Fault.Lose(name)) != null) {
            fabric.lost.fire();
            lose(packet, loss.name);
            return;
        }
        Fault late =
                reordering.decide(
                        line.reordering(), () -> new Fault.Reorder(name, some(reordering)));
        if (late != null) fabric.reordered.fire();
        Fault twice =
                duplication.decide(
                        line.duplication(), () -> new Fault.Duplicate(name, some(duplication)));
        if (twice != null) fabric.duplicated.fire();
        if (late != null) befalls(late, packet);
        else pass(packet, 0, false);
        if (twice instanceof Fault.Duplicate again)
            pass(packet.copy(), Times.nanos(again.after()), true);
    }

    private static @Nullable Fault decide(Site site, double probability, Fault fault) {
        return site.decide(probability, () -> fault);
    }

    /// From a tenth of a millisecond to 20.
    private static Duration some(Site site) {
        return Duration.ofNanos(site.between(100_000, 20_000_000));
    }

    /// Does to the packet what was decided.
    private void befalls(Fault fault, Packet packet) {
        switch (fault) {
            case Fault.Lose lose -> lose(packet, "a rule");
            case Fault.Delay delay -> pass(packet, Times.nanos(delay.by()), false);
            case Fault.Reorder reorder -> pass(packet, Times.nanos(reorder.by()), true);
            case Fault.Duplicate duplicate -> {
                pass(packet, 0, false);
                pass(packet.copy(), Times.nanos(duplicate.after()), true);
            }
            case Fault.Reset reset -> fabric.forget(packet);
            case Fault.Hold held -> {} // its rule has it
            default -> throw new IllegalStateException(fault + " cannot befall a packet");
        }
    }

    private void lose(Packet packet, String why) {
        fabric.trace.lost(from.name(), to.name(), why, packet);
    }

    /// Puts it on its way.
    ///
    /// @param overtaken whether later packets may arrive before it
    void pass(Packet packet, long late, boolean overtaken) {
        long sent = from.clock.now();
        long rate = line.bandwidth();
        if (rate != Long.MAX_VALUE) {
            long waiting = Math.max(0, busyUntil - sent);
            if (waiting > line.queue() * SECOND / rate) {
                lose(packet, "the queue is full");
                return;
            }
            busyUntil = sent + waiting + Wire.size(packet) * SECOND / rate;
            sent = busyUntil;
        }
        long arrival = sent + line.latency().nanos(latency) + late;
        if (!overtaken) {
            arrival = Math.max(arrival, lastArrival);
            lastArrival = arrival;
        }
        fabric.director.agenda.add(new Arrival(packet), arrival);
    }

    /// A packet that is on its way.
    private final class Arrival extends Due {
        private final Packet packet;

        Arrival(Packet packet) {
            this.packet = packet;
        }

        @Override
        void come() {
            if (to.standstill.isFrozen()) {
                to.standstill.thaws(() -> arrive());
            } else {
                arrive();
            }
        }

        private void arrive() {
            if (to.isUp()) {
                fabric.trace.arrived(from.name(), to.name(), packet);
                to.incarnation().arrives(packet);
            } else {
                lose(packet, to.name() + " is down");
            }
        }
    }
}
