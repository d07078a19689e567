package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Mismatch;
import io.epoll4j.conformance.Skip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a case expects, and how it tells what it saw instead.
///
/// Belongs to the case's thread; tasks may check as well, once everything has its name.
abstract class Checks {
    private final Map<Long, String> names = new HashMap<>();

    /// From now on data of that value is shown by this name.
    final void call(long data, String name) {
        names.put(data, name);
    }

    /// The answer, which must not be an error.
    final int ok(String what, int answer) {
        if (answer < 0) throw new Mismatch(what, "success", Names.answer(answer));
        return answer;
    }

    final void expect(String what, long expected, long seen) {
        if (expected != seen) {
            throw new Mismatch(what, Names.answer(expected), Names.answer(seen));
        }
    }

    final void expect(String what, Object expected, Object seen) {
        if (!expected.equals(seen)) throw new Mismatch(what, expected, seen);
    }

    final void expectTrue(String what, boolean seen) {
        if (!seen) throw new Mismatch(what, "yes", "no");
    }

    /// The call must fail with that errno.
    final void refused(String what, int errno, long seen) {
        expect(what, -errno, seen);
    }

    final String show(List<Ev> events) {
        return events.stream().map(this::show).toList().toString();
    }

    final String show(Harvest harvest) {
        return harvest.answer() < 0 ? Names.answer(harvest.answer()) : show(harvest.events());
    }

    private String show(Ev ev) {
        return Names.mask(ev.mask()) + " of " + names.getOrDefault(ev.data(), "data " + ev.data());
    }

    /// Ends the case if it cannot be tried here, for that reason.
    static void skipIf(boolean cannot, String reason) {
        if (cannot) throw new Skip(reason);
    }

    /// How long that took, rounded down.
    static long milliseconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
