package io.epoll4j.sim;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What goes wrong in the calls of one machine's programs: only what Linux can answer. A short read
/// of what is there is not among it: that never happens, and edge-triggered loops rely on it.
public final class CallFaults {
    private static final long LATEST_SIGNAL = 10_000_000;

    private final Machine machine;
    private final List<Chance> refusals = new ArrayList<>();
    private final List<Chance> aborts = new ArrayList<>();
    private final List<Chance> interrupts = new ArrayList<>();
    private final List<Chance> shortenings = new ArrayList<>();

    /// Which calls may be refused, so that the others cost nothing.
    private final Set<KernelCall> refusable = EnumSet.noneOf(KernelCall.class);

    CallFaults(Machine machine) {
        this.machine = machine;
    }

    /// How probable it is, from when until when, and who counts it.
    record When(double probability, Asked asked, long from, long until) {
        When {
            if (!(probability >= 0 && probability <= 1))
                throw new IllegalArgumentException("a probability of " + probability);
        }

        When(double probability, Asked asked) {
            this(probability, asked, 0, Long.MAX_VALUE);
        }
    }

    private record Chance(When when, Site site, @Nullable KernelCall call, Fault fault) {}

    /// `call` answers `-errno`, with this probability each time.
    ///
    /// @param errno EMFILE, ENFILE, ENOMEM, ENOBUFS or ENOSPC
    /// @throws IllegalArgumentException if Linux never answers that to this call
    public CallFaults refuse(KernelCall call, int errno, double probability) {
        Possible.check(call, errno);
        var fault = new Fault.Refuse(machine.name(), call, errno);
        return refuse(fault, new When(probability, ask(fault.toString())));
    }

    CallFaults refuse(Fault.Refuse fault, When when) {
        refusable.add(fault.call());
        return add(refusals, fault.call(), fault, fault.toString(), when);
    }

    /// accept(2) answers ECONNABORTED: the connection was reset before it came to it. Only where
    /// the program asks for the peer's address; Linux notices nothing otherwise.
    public CallFaults abort(double probability) {
        return abort(new When(probability, ask(machine.name() + "'s connections are aborted")));
    }

    CallFaults abort(When when) {
        var fault = new Fault.Refuse(machine.name(), KernelCall.ACCEPT4, Errno.ECONNABORTED);
        return add(aborts, null, fault, fault.toString(), when);
    }

    /// A call that sleeps answers EINTR: a signal has come, with this probability for each sleep.
    public CallFaults interrupt(double probability) {
        return interrupt(new When(probability, ask(machine.name() + "'s calls are interrupted")));
    }

    CallFaults interrupt(When when) {
        var fault = new Fault.Interrupt(machine.name(), Duration.ZERO);
        return add(interrupts, null, fault, machine.name() + "'s interrupts", when);
    }

    /// A write to a stream socket that does not block takes a part of what it is given, with this
    /// probability. The socket tells that it is writable soon after, edge-triggered too.
    public CallFaults shorten(double probability) {
        return shorten(new When(probability, ask(machine.name() + "'s writes are short")));
    }

    CallFaults shorten(When when) {
        var fault = new Fault.Shorten(machine.name(), 1);
        return add(shortenings, null, fault, machine.name() + "'s short writes", when);
    }

    private Asked ask(String what) {
        return machine.world.network().ask(what);
    }

    private CallFaults add(
            List<Chance> to, @Nullable KernelCall call, Fault fault, String name, When when) {
        String own = to.isEmpty() ? name : name + " (" + (to.size() + 1) + ")";
        to.add(new Chance(when, machine.world.faults.site(own), call, fault));
        return this;
    }

    /// What the call is to answer instead of being made; 0 for nothing.
    int refusal(KernelCall call) {
        if (!refusable.contains(call)) return 0;
        return decide(refusals, call) instanceof Fault.Refuse refuse ? -refuse.errno() : 0;
    }

    /// Whether the connection just accepted is gone.
    boolean aborts() {
        return !aborts.isEmpty() && decide(aborts, null) != null;
    }

    boolean mayShorten() {
        return !shortenings.isEmpty();
    }

    /// How many bytes of `length` a write is to take; 0 if all.
    int shorten(long length) {
        for (Chance chance : shortenings) {
            int bytes = (int) Math.min(Integer.MAX_VALUE, chance.site.between(1, length - 1));
            if (decide(chance, new Fault.Shorten(machine.name(), bytes))
                    instanceof Fault.Shorten shorten) return shorten.bytes();
        }
        return 0;
    }

    /// From 1 to `most`.
    long someTime(long most) {
        return shortenings.getFirst().site.between(1, most);
    }

    /// A strand goes to sleep: a signal may be on its way to it.
    void sleeps(Strand strand) {
        if (strand.call == null) return;
        for (Chance chance : interrupts) {
            long some = chance.site.between(0, LATEST_SIGNAL);
            var fault = new Fault.Interrupt(machine.name(), Duration.ofNanos(some));
            if (!(decide(chance, fault) instanceof Fault.Interrupt decided)) continue;
            long sleep = strand.sleeps;
            Due signal =
                    Due.of(() -> {
                        if (strand.sleeps == sleep) strand.interrupt();
                    });
            long at = Times.after(machine.clock.now(), Times.nanos(decided.after()));
            machine.world.director.agenda.add(signal, at);
        }
    }

    private @Nullable Fault decide(List<Chance> chances, @Nullable KernelCall call) {
        for (Chance chance : chances) {
            if (chance.call != call) continue;
            Fault decided = decide(chance, chance.fault);
            if (decided != null) return decided;
        }
        return null;
    }

    private @Nullable Fault decide(Chance chance, Fault fault) {
        long now = machine.clock.now();
        When when = chance.when;
        if (now < when.from || now >= when.until) return null;
        Fault decided = chance.site.decide(when.probability, () -> fault);
        if (decided != null) when.asked.fire();
        return decided;
    }
}
