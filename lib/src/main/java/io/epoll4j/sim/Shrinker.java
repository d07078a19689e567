package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds what of a schedule it takes for its world to fail: leaves out ever smaller stretches of
/// the faults (Zeller and Hildebrandt's delta debugging, 2002), has fewer of what is counted, and
/// smaller faults, as long as the world fails in the same way. The order of the tries depends on
/// the failure alone.
final class Shrinker {
    /// Nobody waits longer for a message than for the worlds before it.
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

    private final Seeds seeds;
    private final WorldFailure failure;
    private final int most;
    private final long began = System.nanoTime();
    private final Set<String> tried = new HashSet<>();

    /// The smallest so far that fails.
    private Schedule least;

    private int tries;
    private boolean stopped;

    Shrinker(Seeds seeds, WorldFailure failure, int most) {
        this.seeds = seeds;
        this.failure = failure;
        this.most = most;
        least = failure.schedule();
    }

    /// Null if the world does not fail like that again.
    @Nullable Shrunk shrink() {
        if (!fails(least)) return null;
        String before;
        do {
            before = recipe(least);
            leaveOut();
            fewer();
            smaller();
        } while (!stopped && !recipe(least).equals(before));
        WorldFailure last = seeds.failure(failure.seed(), Script.of(least), true);
        if (last == null || !last.isLike(failure)) return null;
        return new Shrunk(
                last.schedule(),
                new Story(last).sentences(),
                recipe(last.schedule()),
                tries,
                !stopped,
                last);
    }

    private String recipe(Schedule schedule) {
        return Recipe.text(failure.seed(), schedule);
    }

    /// Tries it; if the world fails in the same way, what happened in it is the least so far.
    private boolean fails(Schedule schedule) {
        if (stopped || !tried.add(recipe(schedule))) return false;
        if (tries >= most || System.nanoTime() - began > LONGEST) {
            stopped = true;
            return false;
        }
        tries++;
        WorldFailure again = seeds.failure(failure.seed(), Script.of(schedule), false);
        if (again == null || !again.isLike(failure)) return false;
        least = again.schedule();
        tried.add(recipe(least));
        return true;
    }

    /// From the end, because what is left out there changes nothing before it.
    private void leaveOut() {
        for (int size = units().size(); size > 0 && !stopped; size /= 2) {
            for (int to = units().size(); to > 0; to -= size) {
                List<List<Strike>> units = units();
                to = Math.min(to, units.size());
                var kept = new ArrayList<>(units.subList(0, Math.max(0, to - size)));
                kept.addAll(units.subList(to, units.size()));
                fails(withStrikes(kept));
            }
        }
    }

    private List<List<Strike>> units() {
        return Units.of(least.strikes());
    }

    private Schedule withStrikes(List<List<Strike>> units) {
        Set<Strike> kept = new HashSet<>();
        units.forEach(kept::addAll);
        return new Schedule(
                least.strikes().stream().filter(kept::contains).toList(), least.counts());
    }

    /// As few as possible: none to begin with, then halfway, then one less at a time.
    private void fewer() {
        for (String what : least.counts().keySet()) {
            if (fails(withCount(what, 0))) continue;
            while (fails(withCount(what, count(what) / 2))) {}
            while (fails(withCount(what, count(what) - 1))) {}
        }
    }

    private int count(String what) {
        return least.counts().getOrDefault(what, 0);
    }

    private Schedule withCount(String what, int count) {
        Map<String, Integer> counts = new LinkedHashMap<>(least.counts());
        counts.put(what, Math.max(0, count));
        return new Schedule(least.strikes(), counts);
    }

    /// Round numbers to begin with, then half as much as long as that is enough, then a little
    /// less.
    private void smaller() {
        for (int i = 0; i < least.strikes().size() && !stopped; i++) {
            Long amount = Amounts.of(least.strikes().get(i).fault());
            if (amount == null) continue;
            fails(withAmount(i, round(amount)));
            while (fails(withAmount(i, part(i, 50)))) {}
            while (fails(withAmount(i, part(i, 75)))) {}
            while (fails(withAmount(i, part(i, 90)))) {}
        }
    }

    /// So many hundredths of what there is of a fault.
    private long part(int index, int hundredths) {
        Long amount =
                index < least.strikes().size()
                        ? Amounts.of(least.strikes().get(index).fault())
                        : null;
        return amount == null
                ? 0
                : round(amount / 100 * hundredths + amount % 100 * hundredths / 100);
    }

    /// The first two digits of it.
    private static long round(long amount) {
        long unit = 1;
        while (Math.abs(amount) / unit >= 100) unit *= 10;
        return amount / unit * unit;
    }

    private Schedule withAmount(int index, long amount) {
        if (index >= least.strikes().size()) return least;
        List<Strike> strikes = new ArrayList<>(least.strikes());
        Strike strike = strikes.get(index);
        strikes.set(
                index,
                new Strike(
                        strike.at(),
                        strike.site(),
                        strike.ordinal(),
                        Amounts.with(strike.fault(), amount)));
        return new Schedule(strikes, least.counts());
    }
}
