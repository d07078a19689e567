package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Case;
import io.epoll4j.conformance.Scope;
import java.util.List;

/// The two-threaded cases of the kernel's own epoll_wakeup_test.c, by their numbers there: who
/// wakes when threads wait on an epoll and on the epoll that holds it.
final class WakeUpTable {
    private enum Shape {
        /// e0 over s0.
        ONE,
        /// e0 over s0 and s2.
        TWO,
        /// e0 over e1 over s0.
        NESTED,
        /// e0 over e1 over s0, and over e2 over s2.
        TWO_NESTED
    }

    private enum Wakes {
        BOTH,
        /// Both, unless one that polls finds the other's event gone before its own has come: then
        /// that one is left for the next wait. Nothing is lost.
        BOTH_OR_LEFT,
        EXACTLY_ONE,
        /// The first must; the second may find that the first took it all.
        FIRST
    }

    /// What a thread does: wait on an epoll, or poll it and then take without waiting.
    private enum Does {
        WAIT_OUTER,
        POLL_OUTER,
        WAIT_INNER,
        POLL_INNER
    }

    private record Line(
            int number, Shape shape, boolean sourceEt, boolean linkEt, Does t0, Does t1, int max) {
        boolean nested() {
            return shape == Shape.NESTED || shape == Shape.TWO_NESTED;
        }

        boolean twoSources() {
            return shape == Shape.TWO || shape == Shape.TWO_NESTED;
        }

        Wakes expected() {
            if (t0 == Does.WAIT_INNER || t0 == Does.POLL_INNER) {
                return sourceEt ? Wakes.FIRST : Wakes.BOTH;
            }
            return switch (shape) {
                case ONE -> sourceEt ? Wakes.EXACTLY_ONE : Wakes.BOTH;
                case NESTED -> linkEt ? Wakes.EXACTLY_ONE : Wakes.BOTH;
                case TWO -> pollsEdges(sourceEt);
                case TWO_NESTED -> pollsEdges(linkEt);
            };
        }

        private Wakes pollsEdges(boolean et) {
            return et && t1 == Does.POLL_OUTER ? Wakes.BOTH_OR_LEFT : Wakes.BOTH;
        }

        String says() {
            return "%s, source %s%s: t0 %s, t1 %s: %s"
                    .formatted(
                            shape,
                            sourceEt ? "ET" : "LT",
                            !nested() ? "" : linkEt ? ", link ET" : ", link LT",
                            t0,
                            t1,
                            switch (expected()) {
                                case BOTH -> "both wake";
                                case BOTH_OR_LEFT -> "both wake, or one event is left";
                                case EXACTLY_ONE -> "exactly one wakes";
                                case FIRST -> "t0 wakes, t1 may";
                            })
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', ' ');
        }
    }

    private static Line one(int number, boolean et, Does t1) {
        return new Line(number, Shape.ONE, et, false, Does.WAIT_OUTER, t1, 1);
    }

    private static Line two(int number, boolean et, Does t1) {
        return new Line(number, Shape.TWO, et, false, Does.WAIT_OUTER, t1, et ? 1 : 2);
    }

    /// Four cases in a row: LT under LT, ET under LT, LT under ET, ET under ET.
    private static List<Line> nested(int number, Does t0, Does t1) {
        return List.of(
                new Line(number, Shape.NESTED, false, false, t0, t1, 1),
                new Line(number + 1, Shape.NESTED, true, false, t0, t1, 1),
                new Line(number + 2, Shape.NESTED, false, true, t0, t1, 1),
                new Line(number + 3, Shape.NESTED, true, true, t0, t1, 1));
    }

    private static List<Line> twoNested(int number, Does t0, Does t1) {
        return List.of(
                new Line(number, Shape.TWO_NESTED, false, false, t0, t1, 1),
                new Line(number + 1, Shape.TWO_NESTED, false, true, t0, t1, 1));
    }

    private static final List<List<Line>> LINES =
            List.of(
                    List.of(
                            one(9, false, Does.WAIT_OUTER),
                            one(10, true, Does.WAIT_OUTER),
                            two(11, false, Does.WAIT_OUTER),
                            two(12, true, Does.WAIT_OUTER),
                            one(13, false, Does.POLL_OUTER),
                            one(14, true, Does.POLL_OUTER),
                            two(15, false, Does.POLL_OUTER),
                            two(16, true, Does.POLL_OUTER)),
                    nested(25, Does.WAIT_OUTER, Does.WAIT_OUTER),
                    nested(29, Does.WAIT_OUTER, Does.POLL_OUTER),
                    nested(33, Does.WAIT_INNER, Does.WAIT_OUTER),
                    nested(37, Does.POLL_INNER, Does.WAIT_OUTER),
                    nested(41, Does.WAIT_INNER, Does.POLL_OUTER),
                    nested(45, Does.POLL_INNER, Does.POLL_OUTER),
                    twoNested(53, Does.WAIT_OUTER, Does.WAIT_OUTER),
                    twoNested(55, Does.WAIT_OUTER, Does.POLL_OUTER),
                    twoNested(57, Does.POLL_OUTER, Does.POLL_OUTER));

    private WakeUpTable() {}

    static List<Case> cases() {
        return LINES.stream().flatMap(List::stream).map(WakeUpTable::caseOf).toList();
    }

    private static Case caseOf(Line line) {
        var version =
                line.expected() == Wakes.BOTH ? "5.5 to 5.12 woke one level-triggered waiter" : "";
        return new Case(
                "KS-%02d".formatted(line.number()),
                line.says(),
                Scope.BOTH,
                version,
                target -> {
                    try (var bench = new Bench(line)) {
                        bench.open(target);
                        bench.run();
                    }
                });
    }

    /// The epolls and sources of one line.
    private static final class Bench extends Lab {
        private final Line line;

        Bench(Line line) {
            this.line = line;
        }

        void run() {
            boolean nested = line.nested();
            int source = line.sourceEt() ? IN | ET : IN;
            int link = line.linkEt() ? IN | ET : IN;
            var s0 = stream();
            var s2 = stream();
            var inner = epoll();
            var outer = epoll();
            if (nested) inner.add(s0.a(), source);
            else outer.add(s0.a(), source);
            if (nested) outer.add(inner, link);
            if (line.shape() == Shape.TWO) outer.add(s2.a(), source);
            if (line.shape() == Shape.TWO_NESTED) outer.add(epoll().add(s2.a(), source), link);
            var t0 = begin(line.t0(), outer, inner);
            begin(line.t1(), outer, inner);
            s0.b().write(1);
            if (line.twoSources()) s2.b().write(1);
            check(t0, outer);
        }

        private Task<Harvest> begin(Does what, Ep outer, Ep inner) {
            return switch (what) {
                case WAIT_OUTER -> waiter(outer, line.max(), LONG);
                case POLL_OUTER -> poller(outer, line.max());
                case WAIT_INNER -> waiter(inner, line.max(), LONG);
                case POLL_INNER -> poller(inner, line.max());
            };
        }

        private void check(Task<Harvest> t0, Ep outer) {
            int count = returned();
            switch (line.expected()) {
                case BOTH -> expect("threads that returned with an event", 2, count);
                case BOTH_OR_LEFT -> expect("threads and events left", 2, count + left(outer));
                case EXACTLY_ONE -> expect("threads that returned with an event", 1, count);
                case FIRST -> expect("events of t0", 1, t0.result().answer());
            }
        }

        private static int left(Ep outer) {
            return outer.await(2, 0).answer();
        }
    }
}
