package io.epoll4j.sim;

import io.epoll4j.sim.Chaos.Kind;
import io.epoll4j.sys.KernelCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Draws the faults of a [Chaos]: all of them when the world begins to run, each with its time.
final class ChaosPlan {
    private static final long MILLI = 1_000_000;

    /// On the average so many happenings of each kind.
    private static final int EACH = 3;

    private final World world;
    private final Plans plans;
    private final Chaos chaos;
    private final Asked asked;
    private final Dice dice;
    private final long from;
    private final long until;
    private final List<Machine> victims;

    /// Until when a machine is struck already.
    private final Map<Machine, Long> struck = new HashMap<>();

    private int partitions;

    ChaosPlan(World world, Plans plans, Chaos chaos, Asked asked) {
        this.world = world;
        this.plans = plans;
        this.chaos = chaos;
        this.asked = asked;
        dice = world.dice.split(chaos.toString());
        from = Math.max(Times.nanos(chaos.from), world.director.now);
        until = Times.nanos(chaos.until);
        victims =
                world.machines().stream()
                        .filter(one -> !chaos.spared.contains(one.name()))
                        .toList();
    }

    void draw() {
        if (until <= from || victims.isEmpty()) return;
        boolean any = false;
        for (Kind kind : chaos.kinds) {
            if (!dice.chance(0.4)) continue;
            any = true;
            draw(kind);
        }
        if (!any) draw(any(List.copyOf(chaos.kinds)));
    }

    private void draw(Kind kind) {
        switch (kind) {
            case CRASH, KILL, PAUSE, FREEZE, SLOW, CLOCK -> {
                long count = dice.between(1, 2 * EACH - 1);
                for (int i = 0; i < count; i++) strike(kind, any(victims));
            }
            case PARTITION -> {
                long count = dice.between(1, 2 * EACH - 1);
                for (int i = 0; i < count; i++) partition();
            }
            case SWIZZLE -> swizzle();
            case LOSS, DELAY, REORDER, DUPLICATE, RESET -> packets(kind);
            case REFUSE, INTERRUPT, SHORTEN, ABORT -> calls(kind);
        }
    }

    /// A machine, for a while; not while something else has befallen it.
    private void strike(Kind kind, Machine machine) {
        long at = Math.max(time(), struck.getOrDefault(machine, 0L));
        if (at >= until) return;
        long end = Math.min(until, at + some(2_000));
        struck.put(machine, end + 1);
        Duration length = Duration.ofNanos(end - at);
        switch (kind) {
            case CRASH -> strike(at, Machine::crash, end, machine);
            case KILL -> strike(at, Machine::kill, end, machine);
            case PAUSE -> befall(at, () -> machine.pause(length));
            case FREEZE -> befall(at, () -> machine.freeze(length));
            case SLOW -> {
                Duration each = Duration.ofNanos(dice.between(1_000, 500_000));
                befall(at, () -> machine.slow(each, length));
            }
            default -> clock(at, machine);
        }
    }

    private void strike(long at, Consumer<Machine> fall, long end, Machine machine) {
        befall(at, () -> fall.accept(machine));
        befall(end, machine::restart);
    }

    private void clock(long at, Machine machine) {
        if (dice.chance(0.5)) {
            Duration by = Duration.ofMillis(dice.between(-3_600_000, 3_600_000));
            befall(at, () -> machine.jump(by));
        } else {
            int partsPerMillion = (int) dice.between(-500, 500);
            befall(at, () -> machine.drift(partsPerMillion));
            befall(until, () -> machine.drift(0));
        }
    }

    private void befall(long at, Runnable what) {
        world.at(
                at,
                () -> {
                    asked.fire();
                    what.run();
                });
    }

    private void partition() {
        List<Machine> ones = new ArrayList<>();
        List<Machine> others = new ArrayList<>();
        for (Machine machine : world.machines()) (dice.chance(0.5) ? ones : others).add(machine);
        if (ones.isEmpty() || others.isEmpty()) return;
        long at = time();
        cut(ones, others, at, Math.min(until, at + some(4_000)), dice.chance(0.3));
    }

    private void cut(List<Machine> ones, List<Machine> others, long at, long end, boolean oneWay) {
        String name = chaos + ", cut " + ++partitions;
        Partition partition = plans.partition(name, ones, others, new Asked(name, asked));
        partition.from(Duration.ofNanos(at)).until(Duration.ofNanos(end));
        if (oneWay) partition.oneWay();
    }

    /// As FoundationDB has it: some stop one by one, and start in another order.
    private void swizzle() {
        List<Machine> chosen = new ArrayList<>();
        for (Machine machine : world.machines()) if (dice.chance(0.7)) chosen.add(machine);
        long at = time();
        long gap = Math.max(1, Math.min((until - at) / (2L * chosen.size() + 2), some(1_000)));
        List<Long> ends = new ArrayList<>();
        for (int i = 1; i <= chosen.size(); i++) ends.add(at + gap * (chosen.size() + i));
        for (int i = 0; i < chosen.size(); i++) {
            long end = ends.remove((int) dice.between(0, ends.size() - 1));
            Machine machine = chosen.get(i);
            List<Machine> others = world.machines().stream().filter(m -> m != machine).toList();
            if (!others.isEmpty()) cut(List.of(machine), others, at + gap * i, end, false);
        }
    }

    private void packets(Kind kind) {
        double probability = kind == Kind.RESET ? 0.002 : 0.2 * dice.nextDouble();
        Duration some = Duration.ofNanos(some(200));
        String name = chaos + ", " + kind;
        Rule rule = world.network().rule(name, frame -> isNow(frame), new Asked(name, asked));
        rule.chance(probability);
        switch (kind) {
            case LOSS -> rule.drop();
            case DELAY -> rule.delay(some);
            case REORDER -> rule.reorder(some);
            case DUPLICATE -> rule.duplicate(some);
            default -> rule.reset();
        }
    }

    private boolean isNow(Frame frame) {
        long now = frame.from().clock.now();
        return now >= from && now < until;
    }

    private void calls(Kind kind) {
        for (Machine machine : victims) {
            double probability = 0.1 * dice.nextDouble();
            var when = new CallFaults.When(probability, new Asked(kind.name(), asked), from, until);
            switch (kind) {
                case INTERRUPT -> machine.calls.interrupt(when);
                case SHORTEN -> machine.calls.shorten(when);
                case ABORT -> machine.calls.abort(when);
                default -> refuse(machine, when);
            }
        }
    }

    private void refuse(Machine machine, CallFaults.When when) {
        for (KernelCall call : KernelCall.values()) {
            List<Integer> errors = Possible.errors(call);
            if (errors.isEmpty() || dice.chance(0.5)) continue;
            int errno = any(errors);
            machine.calls.refuse(new Fault.Refuse(machine.name(), call, errno), when);
        }
    }

    private long time() {
        return dice.between(from, until - 1);
    }

    /// Up to so many milliseconds, in nanoseconds.
    private long some(long millis) {
        return dice.between(1, millis) * MILLI;
    }

    private <T> T any(List<T> list) {
        return list.get((int) dice.between(0, list.size() - 1));
    }
}
