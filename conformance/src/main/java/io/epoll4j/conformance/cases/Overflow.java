package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What fires while events are handed out: the overflow list.
///
/// A transfer is stopped in its middle, at its first item, A. On Linux A is an eventfd and the
/// buffer a page that the kernel cannot write to. In the JVM A is an epoll that is looked at during
/// the transfer while another thread, held up by its host, is inside a call on it.
final class Overflow extends Lab {
    /// Stops the transfer that begins next at its first item.
    private interface Stop extends AutoCloseable {
        /// The item to add first, level-triggered and ready.
        Fd first();

        /// A thread that is stopped in the transfer.
        Task<Integer> begin(Ep e, int max);

        void letGo();

        @Override
        void close();
    }

    private final class LinuxStop implements Stop {
        private final Fd first = eventfd(1);
        private final Userfault fault = new Userfault(Overflow.this);

        @Override
        public Fd first() {
            return first;
        }

        @Override
        public Task<Integer> begin(Ep e, int max) {
            var to = fault.memory();
            var wait = start("transfer of " + e, () -> linux().epollWait(e.n, to, max, 0));
            fault.untilStopped();
            return wait;
        }

        @Override
        public void letGo() {
            fault.letGo();
        }

        @Override
        public void close() {
            fault.letGo();
            fault.close();
        }
    }

    private final class JvmStop implements Stop {
        private final Fd source = eventfd(1);
        private final Ep first = epoll().add(source, IN);
        private Runnable gate = () -> {};

        @Override
        public Fd first() {
            return first;
        }

        /// Leaves the first item on the ready list and its epoll empty, with a sleeper on it; then
        /// a ready item comes in, and who adds it is stopped where it would wake the sleeper.
        @Override
        public Task<Integer> begin(Ep e, int max) {
            source.take();
            waiter(first);
            gate = holdNextWakeUp();
            var ready = eventfd(1);
            start("ADD to " + first, () -> first.ctl(ADD, ready.n, IN, ready.n)).untilStuck();
            return start("transfer of " + e, () -> e.await(max, 0).answer()).untilStuck();
        }

        @Override
        public void letGo() {
            gate.run();
        }

        @Override
        public void close() {
            gate.run();
        }
    }

    private Stop stop() {
        return onLinux() ? new LinuxStop() : new JvmStop();
    }

    private void finish(Stop stop, Task<Integer> transfer, int events) {
        stop.letGo();
        expect("events of the stopped transfer", events, (long) transfer.result());
    }

    @Row(
            id = "OV-01",
            says = "A, B ready, C and D fire while A goes out: next B, C, D, A",
            version = "4.x: at the tail, last first")
    void order() {
        try (var stop = stop()) {
            var a = stop.first();
            var b = eventfd(1);
            var c = eventfd(0);
            var d = eventfd(0);
            var e = epoll().add(a, IN).add(b, IN).add(c, IN).add(d, IN);
            var transfer = stop.begin(e, 1);
            c.put(1);
            d.put(1);
            finish(stop, transfer, 1);
            e.sees(b.is(IN), c.is(IN), d.is(IN), a.is(IN));
        }
    }

    @Row(id = "X-OV-02", says = "an item fires twice while another goes out: once")
    void firesTwice() {
        try (var stop = stop()) {
            var a = stop.first();
            var b = eventfd(0);
            var e = epoll().add(a, IN).add(b, IN | ET);
            var transfer = stop.begin(e, 8);
            b.put(1);
            b.put(1);
            finish(stop, transfer, 1);
            e.sees(b.is(IN), a.is(IN));
            e.sees(a.is(IN));
        }
    }

    @Row(id = "OV-03", says = "an LT item fires while it goes out: once a wait")
    void firesItself() {
        try (var stop = stop()) {
            var a = stop.first();
            var e = epoll().add(a, IN);
            var transfer = stop.begin(e, 8);
            if (onLinux()) a.put(1); // in the JVM what is added to it fires it
            finish(stop, transfer, 1);
            e.sees(a.is(IN));
            e.sees(a.is(IN));
        }
    }

    @Row(
            id = "X-OV-04",
            scope = Scope.LINUX,
            says = "an ET item fires while it goes out: once more")
    void edgeOfItself() {
        try (var stop = stop()) {
            var a = stop.first();
            var e = epoll().add(a, IN | ET);
            var transfer = stop.begin(e, 8);
            a.put(1);
            finish(stop, transfer, 1);
            e.sees(a.is(IN));
            e.seesNothing();
        }
    }

    @Row(id = "OV-05", says = "a wait of no time waits for a transfer's end and finds the item")
    void waitMeanwhile() {
        try (var stop = stop()) {
            var a = stop.first();
            var e = epoll().add(a, IN);
            var transfer = stop.begin(e, 1);
            var other = start("wait(0)", () -> e.await(0)).untilStuck();
            finish(stop, transfer, 1);
            expect("wait(0)", List.of(a.is(IN)), other.result().events());
        }
    }

    @Row(id = "OV-06", says = "epoll_ctl during a transfer waits for its end")
    void changeMeanwhile() {
        try (var stop = stop()) {
            var a = stop.first();
            var e = epoll().add(a, IN);
            var transfer = stop.begin(e, 1);
            var other = start("DEL", () -> e.ctl(DEL, a.n, 0, 0)).untilStuck();
            finish(stop, transfer, 1);
            expect("DEL", 0, (long) other.result());
            e.seesNothing();
        }
    }

    @Row(
            id = "OV-07",
            says = "B fires while A goes out, then a waiter comes: it gets B, then A",
            version = "5.5 to early 5.7 could lose it")
    void waiterAfterwards() {
        try (var stop = stop()) {
            var a = stop.first();
            var b = eventfd(0);
            var e = epoll().add(a, IN).add(b, IN | ET);
            var transfer = stop.begin(e, 1);
            b.put(1);
            var waiter = start("wait", () -> e.await(LONG)).untilStuck();
            finish(stop, transfer, 1);
            expect("waiter", List.of(b.is(IN), a.is(IN)), waiter.result().events());
        }
    }

    @Row(id = "X-OV-08", says = "DEL of what fired during a transfer: it is not reported")
    void removedAfterwards() {
        try (var stop = stop()) {
            var a = stop.first();
            var b = eventfd(0);
            var e = epoll().add(a, IN).add(b, IN);
            var transfer = stop.begin(e, 8);
            b.put(1);
            finish(stop, transfer, 1);
            e.del(b);
            e.sees(a.is(IN));
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
        var fds = new ArrayList<Fd>();
        for (int i = 0; i < 8; i++) fds.add(eventfd(1));
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
