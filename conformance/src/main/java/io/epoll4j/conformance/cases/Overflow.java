package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What fires while events are handed out: the overflow list. Linux is stopped in the middle of a
/// transfer by a page it can't write to; the kernel inside the JVM, where nothing can be stopped
/// from outside, is tried by races ([#race], [#raceWhileFiring]) and by tests of its own.
final class Overflow extends Lab {
    /// A thread stopped while it hands out the first event of `e`.
    private final class Transfer implements AutoCloseable {
        private final Userfault fault = new Userfault(Overflow.this);
        private final Task<Integer> wait;

        Transfer(Ep e, int max) {
            var to = fault.memory();
            wait = start("transfer of " + e, () -> linux().epollWait(e.n, to, max, 0));
            fault.untilStopped();
        }

        void finish(int expected) {
            fault.letGo();
            expect("events of the stopped transfer", expected, (long) wait.result());
        }

        @Override
        public void close() {
            fault.letGo();
            wait.end();
            fault.close();
        }
    }

    private List<Fd> ready(int count) {
        var fds = new ArrayList<Fd>();
        for (int i = 0; i < count; i++) fds.add(eventfd(1));
        return fds;
    }

    @Row(
            id = "OV-01",
            scope = Scope.LINUX,
            says = "A, B ready, C and D fire while A goes out: next B, C, D, A",
            version = "4.x: at the tail, last first")
    void order() {
        var fds = ready(2);
        var c = eventfd(0);
        var d = eventfd(0);
        var e = epoll();
        for (var fd : fds) e.add(fd, IN);
        e.add(c, IN).add(d, IN);
        try (var transfer = new Transfer(e, 1)) {
            c.put(1);
            d.put(1);
            transfer.finish(1);
            e.sees(fds.get(1).is(IN), c.is(IN), d.is(IN), fds.get(0).is(IN));
        }
    }

    @Row(
            id = "X-OV-02",
            scope = Scope.LINUX,
            says = "an item fires twice while another goes out: once")
    void firesTwice() {
        var a = eventfd(1);
        var b = eventfd(0);
        var e = epoll().add(a, IN | ET).add(b, IN | ET);
        try (var transfer = new Transfer(e, 8)) {
            b.put(1);
            b.put(1);
            transfer.finish(1);
            e.sees(b.is(IN));
            e.seesNothing();
        }
    }

    @Row(
            id = "OV-03",
            scope = Scope.LINUX,
            says = "an LT item fires while it goes out: once a wait")
    void firesItself() {
        var a = eventfd(1);
        var e = epoll().add(a, IN);
        try (var transfer = new Transfer(e, 8)) {
            a.put(1);
            transfer.finish(1);
            e.sees(a.is(IN));
            e.sees(a.is(IN));
        }
    }

    @Row(
            id = "X-OV-04",
            scope = Scope.LINUX,
            says = "an ET item fires while it goes out: once more")
    void edgeOfItself() {
        var a = eventfd(1);
        var e = epoll().add(a, IN | ET);
        try (var transfer = new Transfer(e, 8)) {
            a.put(1);
            transfer.finish(1);
            e.sees(a.is(IN));
            e.seesNothing();
        }
    }

    @Row(
            id = "OV-05",
            scope = Scope.LINUX,
            says = "a wait of no time during a transfer waits for its end and finds the item")
    void waitMeanwhile() {
        var a = eventfd(1);
        var e = epoll().add(a, IN);
        try (var transfer = new Transfer(e, 1)) {
            var other = start("wait(0)", () -> e.await(0)).untilAsleep();
            transfer.finish(1);
            expect("wait(0)", List.of(a.is(IN)), other.result().events());
        }
    }

    @Row(id = "OV-06", scope = Scope.LINUX, says = "epoll_ctl during a transfer waits for its end")
    void changeMeanwhile() {
        var a = eventfd(1);
        var e = epoll().add(a, IN);
        try (var transfer = new Transfer(e, 1)) {
            var other = start("DEL", () -> e.ctl(DEL, a.n, 0, 0)).untilAsleep();
            transfer.finish(1);
            expect("DEL", 0, (long) other.result());
            e.seesNothing();
        }
    }

    @Row(
            id = "OV-07",
            scope = Scope.LINUX,
            says = "B fires while A goes out, then a waiter comes: it gets B",
            version = "5.5 to early 5.7 could lose it")
    void waiterAfterwards() {
        var a = eventfd(1);
        var b = eventfd(0);
        var e = epoll().add(a, IN | ET).add(b, IN | ET);
        try (var transfer = new Transfer(e, 1)) {
            b.put(1);
            var waiter = start("wait", () -> e.await(LONG)).untilAsleep();
            transfer.finish(1);
            expect("waiter", List.of(b.is(IN)), waiter.result().events());
        }
    }

    @Row(
            id = "X-OV-08",
            scope = Scope.LINUX,
            says = "a waiter asleep when B fires during a transfer gets B")
    void waiterBefore() {
        var a = eventfd(0);
        var b = eventfd(0);
        var e = epoll().add(b, IN | ET).add(a, IN | ET);
        var waiter = waiter(e);
        a.put(1);
        waiter.result();
        a.put(1);
        try (var transfer = new Transfer(e, 1)) {
            b.put(1);
            transfer.finish(1);
            e.sees(b.is(IN));
        }
    }

    private static final int ROUNDS = 500;

    @Row(id = "OV-09", says = "a fast writer over 8 pipes against a fast drain: nothing is lost")
    void race() {
        var e = epoll();
        var pipes = new ArrayList<Pipe>();
        for (int i = 0; i < 8; i++) pipes.add(pipe());
        for (int i = 0; i < 8; i++) e.add(pipes.get(i).r(), IN | ET, i);
        var writer =
                start(
                        "writer",
                        () -> {
                            for (int i = 0; i < ROUNDS; i++) {
                                for (var p : pipes) p.w().write(1);
                            }
                            return 0;
                        });
        long bytes = 0;
        while (bytes < 8L * ROUNDS) {
            var harvest = e.await(3, LONG);
            expectTrue("a wait before all bytes have come brings events", harvest.answer() > 0);
            for (long i : harvest.data()) bytes += pipes.get((int) i).r().drain();
        }
        writer.result();
        expect("bytes", 8L * ROUNDS, bytes);
    }

    @Row(
            id = "X-OV-10",
            says = "waits one by one against writers: LT reports each at most once a wait")
    void raceWhileFiring() {
        var e = epoll();
        var fds = ready(8);
        for (var fd : fds) e.add(fd, IN);
        var stop = new AtomicBoolean();
        var writer =
                start(
                        "writer",
                        () -> {
                            while (!stop.get()) for (var fd : fds) fd.put(1);
                            return 0;
                        });
        for (int i = 0; i < 2000; i++) {
            var data = e.await(16, 0).data();
            expect("events of a wait", 8, data.size());
            expect("distinct", 8L, data.stream().distinct().count());
        }
        stop.set(true);
        writer.result();
    }
}
