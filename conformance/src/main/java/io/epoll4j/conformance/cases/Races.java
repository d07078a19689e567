package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// Calls that race, and work shared out among threads: nothing is done twice or forgotten.
final class Races extends Crowd {
    private static long answered(List<Task<Long>> tasks, long answer) {
        return tasks.stream().filter(task -> task.result() == answer).count();
    }

    /// That many threads that make their call as much at once as can be.
    private List<Task<Long>> atOnce(int threads, IntToLongFunction call) {
        var go = new CountDownLatch(1);
        var tasks = new ArrayList<Task<Long>>();
        for (int i = 0; i < threads; i++) {
            int me = i;
            tasks.add(
                    start(
                            "racer " + i,
                            () -> {
                                go.await();
                                return call.applyAsLong(me);
                            }));
        }
        go.countDown();
        return tasks;
    }

    @Row(
            id = "X-TH-31",
            says = "8 threads ADD one fd: one 0, the others EEXIST; DEL: one 0, the others ENOENT")
    void sameFd() {
        var v = eventfd(1);
        var e = epoll();
        for (int round = 0; round < 50; round++) {
            var adders = atOnce(8, i -> e.ctl(ADD, v.n, IN, i));
            expect("added", 1, answered(adders, 0));
            expect("there already", 7, answered(adders, -EEXIST));
            e.counts(1);
            var removers = atOnce(8, i -> e.ctl(DEL, v.n, 0, 0));
            expect("removed", 1, answered(removers, 0));
            expect("not there", 7, answered(removers, -ENOENT));
            e.counts(0);
        }
    }

    @Row(
            id = "X-TH-32",
            says = "8 threads ADD 20 ready fds each: all 160 are reported, once per wait")
    void manyFds() {
        var sources = IntStream.range(0, 160).mapToObj(i -> eventfd(1)).toList();
        var e = epoll();
        var adders =
                atOnce(
                        8,
                        i -> {
                            long sum = 0;
                            for (var v : sources.subList(20 * i, 20 * i + 20)) {
                                sum += e.ctl(ADD, v.n, IN, v.n);
                            }
                            return sum;
                        });
        expect("threads without an error", 8, answered(adders, 0));
        for (int i = 0; i < 3; i++) {
            var seen = e.await(200, 0);
            expect("events", 160, seen.answer());
            expect("of so many sources", 160, new TreeSet<>(seen.data()).size());
        }
    }

    @Row(
            id = "X-TH-33",
            says = "8 threads MOD one ready ET item at once: it is reported once, then never")
    void modifiedAtOnce() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        for (int round = 0; round < 50; round++) {
            expect("answers", 8, answered(atOnce(8, i -> e.ctl(MOD, v.n, IN | ET, i)), 0));
            e.counts(1);
            e.counts(0);
        }
    }

    @Row(
            id = "X-TH-34",
            says = "ONESHOT shared by 4 threads that MOD when done: every unit of work once")
    void sharedOut() {
        var v = eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK);
        var e = epoll().add(v, IN | ONESHOT);
        int units = 2_000;
        var taken = new AtomicLong();
        for (int i = 0; i < 4; i++) {
            start(
                    "worker " + i,
                    () -> {
                        long mine = 0;
                        while (taken.get() < units) {
                            if (e.await(1, LONG).answer() != 1) return mine;
                            expect("semaphore", 8, v.tryRead(8));
                            e.mod(v, IN | ONESHOT);
                            mine++;
                            if (taken.incrementAndGet() == units) v.put(4);
                        }
                        return mine;
                    });
        }
        for (int i = 0; i < units; i++) v.put(1);
        expect("workers done", 4, finished());
        expectTrue(taken + " units", taken.get() >= units && taken.get() <= units + 4);
    }

    @Row(
            id = "X-TH-35",
            says = "ET and a reader that drains to EAGAIN against two writers: every byte arrives")
    void drained() {
        var s = stream();
        var e = epoll().add(s.a(), IN | ET);
        long bytes = 2_000;
        for (int i = 0; i < 2; i++) {
            start(
                    "writer " + i,
                    () -> {
                        for (int n = 0; n < bytes; n++) {
                            while (s.b().tryWrite(1) != 1) Thread.onSpinWait();
                        }
                        return 0;
                    });
        }
        long got = 0;
        while (got < 2 * bytes) {
            expect("wait after " + got + " bytes", 1, e.await(1, LONG).answer());
            got += s.a().drain();
        }
        e.seesNothing();
    }

    @Row(
            id = "X-TH-36",
            says = "LT and 4 readers of one byte at a time: every byte once, nobody left behind")
    void sharedBytes() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        var got = new AtomicLong();
        for (int i = 0; i < 4; i++) {
            start(
                    "reader " + i,
                    () -> {
                        for (; ; ) {
                            var seen = e.await(1, LONG);
                            if (seen.answer() != 1) return -1;
                            if (p.r().tryRead(1) == 1) got.incrementAndGet();
                            if ((seen.events().getFirst().mask() & HUP) != 0) return 0;
                        }
                    });
        }
        for (int i = 0; i < 3_000; i++) p.w().write(1);
        while (got.get() < 3_000) Task.pause();
        p.w().close();
        expect("readers done", 4, finished());
        expect("bytes", 3_000, got.get());
    }

    @Row(
            id = "X-TH-37",
            says = "500 rounds through four ET links: each write wakes the outermost once")
    void throughLinks() {
        var v = eventfd(0);
        Ep top = epoll().add(v, IN | ET);
        var chain = new ArrayList<>(List.of(top));
        for (int i = 0; i < 4; i++) {
            top = epoll().add(top, IN | ET);
            chain.add(top);
        }
        var outermost = top;
        var waits = new java.util.concurrent.Semaphore(0);
        var writer =
                start(
                        "writer",
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                waits.acquire();
                                v.put(1);
                            }
                            return 0L;
                        });
        for (int i = 0; i < 500; i++) {
            waits.release();
            expect("wait " + i, 1, outermost.await(1, LONG).answer());
            for (var e : chain.subList(0, 4).reversed()) e.counts(1);
            outermost.counts(0);
        }
        returns(0, writer);
    }
}
