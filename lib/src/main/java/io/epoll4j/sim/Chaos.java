package io.epoll4j.sim;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Faults of all kinds, drawn from the seed, within a window; then it is calm: machines are up,
/// links whole, calls answered. `Chaos.everything().until(ofSeconds(30))`.
///
/// Each world draws some of the kinds and leaves out the others, so that one fault does not hide
/// what another would show. Unchanging.
public final class Chaos {
    /// What may be drawn.
    public enum Kind {
        /// The power of a machine is cut, and it starts again.
        CRASH,
        /// The programs of a machine are killed, and start again.
        KILL,
        /// The programs of a machine stand still for a while.
        PAUSE,
        /// A machine stands still for a while, with its kernel.
        FREEZE,
        /// The calls on a machine take long for a while.
        SLOW,
        /// A real-time clock jumps, or clocks drift.
        CLOCK,
        /// Some machines do not reach others for a while, one way or both.
        PARTITION,
        /// The links of some machines stop one by one, and start again in another order.
        SWIZZLE,
        /// Packets are lost.
        LOSS,
        /// Packets are late, and those after them with them.
        DELAY,
        /// Packets are overtaken.
        REORDER,
        /// Packets arrive twice.
        DUPLICATE,
        /// Connections are reset by something on the way.
        RESET,
        /// Calls are refused for want of descriptors or memory.
        REFUSE,
        /// Calls that sleep are interrupted.
        INTERRUPT,
        /// Writes are short.
        SHORTEN,
        /// Connections are gone before they are accepted.
        ABORT
    }

    final Set<Kind> kinds;
    final List<String> spared;
    final Duration from;
    final Duration until;

    private Chaos(Set<Kind> kinds, List<String> spared, Duration from, Duration until) {
        this.kinds = kinds;
        this.spared = spared;
        this.from = from;
        this.until = until;
    }

    /// Faults of every kind, in the first 30 seconds.
    public static Chaos everything() {
        return new Chaos(
                EnumSet.allOf(Kind.class), List.of(), Duration.ZERO, Duration.ofSeconds(30));
    }

    /// Faults of these kinds, in the first 30 seconds.
    public static Chaos of(Kind first, Kind... others) {
        return new Chaos(
                EnumSet.of(first, others), List.of(), Duration.ZERO, Duration.ofSeconds(30));
    }

    /// The same without these kinds.
    public Chaos without(Kind... left) {
        Set<Kind> fewer = EnumSet.copyOf(kinds);
        fewer.removeAll(List.of(left));
        return new Chaos(fewer, spared, from, until);
    }

    /// The same, but nothing happens to these machines themselves, nor to their calls.
    public Chaos sparing(Machine... machines) {
        List<String> names = List.of(machines).stream().map(Machine::name).toList();
        return new Chaos(kinds, names, from, until);
    }

    /// When it begins, since the world began.
    public Chaos from(Duration at) {
        return new Chaos(kinds, spared, at, until);
    }

    /// When it ends, since the world began.
    public Chaos until(Duration at) {
        return new Chaos(kinds, spared, from, at);
    }

    @Override
    public String toString() {
        return "chaos from " + Times.text(from) + " until " + Times.text(until);
    }
}
