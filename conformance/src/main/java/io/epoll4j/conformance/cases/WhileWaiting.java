package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOSPC;

import io.epoll4j.conformance.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Changes under a waiter; WAKEUP; user data; limits.
final class WhileWaiting extends Lab {
    @Row(id = "MW-01", says = "ADD of an idle fd under a waiter, a later write: it returns")
    void addThenWrite() {
        var e = epoll();
        var waiter = waiter(e);
        var v = eventfd(0);
        e.add(v, IN);
        expectReturned(0);
        v.put(1);
        expect("waiter", List.of(v.is(IN)), waiter.result().events());
    }

    @Row(id = "MW-02", says = "MOD from OUT to IN of a readable fd under a waiter: IN")
    void modToReady() {
        var p = pipe();
        p.w().fill(4096);
        var e = epoll().add(p.w(), OUT).add(p.r(), 0);
        var waiter = waiter(e);
        e.mod(p.r(), IN);
        expect("waiter", List.of(p.r().is(IN)), waiter.result().events());
    }

    @Row(id = "MW-03", says = "four threads ADD, MOD and DEL while another waits: all succeed")
    void changers() {
        var e = epoll();
        var changers = new ArrayList<Task<Integer>>();
        for (int t = 0; t < 4; t++) {
            var v = eventfd(1);
            changers.add(
                    start(
                            "changer",
                            () -> {
                                for (int i = 0; i < 500; i++) e.add(v, IN).mod(v, IN | ET).del(v);
                                return 0;
                            }));
        }
        while (changers.stream().anyMatch(task -> !task.done())) e.await(0);
        for (var task : changers) task.result();
        e.seesNothing();
    }

    @Row(id = "X-MW-04", says = "DEL under a waiter, and ADD again: the next write wakes it")
    void deleteAndAdd() {
        var v = eventfd(0);
        var e = epoll().add(v, IN);
        var waiter = waiter(e);
        e.del(v).add(v, IN, 5);
        v.put(1);
        expect("waiter", List.of(new Ev(IN, 5)), waiter.result().events());
    }

    @Row(id = "MW-05", says = "random calls from four threads over timers and epolls: no hang")
    void chaos() {
        var epolls = List.of(epoll(), epoll(), epoll());
        var fds = new ArrayList<Fd>();
        for (int i = 0; i < 10; i++) fds.add(i % 2 == 0 ? eventfd(i % 4) : timer());
        var threads = new ArrayList<Task<Integer>>();
        for (int t = 0; t < 4; t++) {
            var random = new Random(t);
            threads.add(start("chaos", () -> disturb(random, epolls, fds)));
        }
        for (var thread : threads) thread.result();
    }

    private static int disturb(Random random, List<Ep> epolls, List<Fd> fds) {
        for (int i = 0; i < 3000; i++) {
            var e = epolls.get(random.nextInt(epolls.size()));
            var fd = fds.get(random.nextInt(fds.size()));
            switch (random.nextInt(5)) {
                case 0 -> e.ctl(ADD, fd.n, IN | (random.nextBoolean() ? ET : 0), fd.n);
                case 1 -> e.ctl(MOD, fd.n, IN | OUT, fd.n);
                case 2 -> e.ctl(DEL, fd.n, 0, 0);
                case 3 -> fd.tryPut(1);
                default -> e.await(random.nextInt(2));
            }
        }
        return 0;
    }

    // WU

    @Row(id = "WU-01", says = "anybody may ask for WAKEUP; the event is exactly IN")
    void wakeup() {
        var v = eventfd(1);
        epoll().add(v, IN | WAKEUP).sees(v.is(IN));
    }

    @Row(
            id = "WU-02",
            scope = Scope.LINUX,
            says = "WAKEUP without CAP_BLOCK_SUSPEND, or PM_SLEEP: silently removed")
    void wakeupStripped() throws Exception {
        var v = eventfd(0);
        var e = epoll();
        boolean canSleep = Files.exists(Path.of("/sys/power/wakeup_count"));
        if (canSleep) {
            start(
                            "unprivileged",
                            () -> {
                                Raw.dropCapabilities();
                                return e.add(v, IN | WAKEUP);
                            })
                    .result();
        } else {
            e.add(v, IN | WAKEUP);
        }
        expect("events", "19", Fdinfo.of(e).getFirst().events());
    }

    @Row(id = "X-WU-03", says = "MOD to WAKEUP and back: fine, the event is exactly IN")
    void wakeupModified() {
        var v = eventfd(1);
        var e = epoll().add(v, IN).mod(v, IN | WAKEUP);
        e.sees(v.is(IN));
        e.mod(v, IN);
        e.sees(v.is(IN));
    }

    @Row(id = "WU-04", says = "a timerfd with WAKEUP that fired, DEL, close: 1, then 0")
    void wakeupTimer() {
        var t = timer();
        var e = epoll().add(t, IN | WAKEUP);
        Timers.set(this, t, 0, 1_000_000, 0);
        e.seesWithin(LONG, t.is(IN));
        e.del(t);
        t.close();
        e.seesNothing();
    }

    // DA

    @Row(id = "DA-01", says = "data comes back bit for bit")
    void data() {
        for (long data : new long[] {0, -1, 0x123456789abcdef0L, 1L << 63, 1}) {
            epoll().add(eventfd(1), IN, data).sees(new Ev(IN, data));
        }
    }

    @Row(id = "DA-02", says = "the low half is u32 and fd; all 64 bits are kept")
    void halves() {
        var v = eventfd(1);
        long data = 0xdeadbeefL << 32 | 123;
        var harvest = epoll().add(v, IN, data).await(0);
        expect("data", data, (long) harvest.data().getFirst());
        expect("u32", 123, harvest.data().getFirst() & 0xffff_ffffL);
    }

    @Row(
            id = "DA-03",
            scope = Scope.POINTER,
            says = "struct epoll_event: 12 bytes packed on x86-64, 16 elsewhere")
    void layout() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 0x1122334455667788L).add(eventfd(1), IN, 99);
        int size = Raw.ARM ? 16 : 12;
        var raw = scratch().asSlice(0, 64).fill((byte) 0);
        expect("wait", 2, linux().epollWait(e.n, raw, 2, 0));
        expect("events", IN, raw.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0));
        var word = java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
        expect("data", 0x1122334455667788L, raw.get(word, size - 8));
        expect("data of the second", 99L, raw.get(word, 2L * size - 8));
    }

    @Row(id = "X-DA-04", says = "MOD replaces the data; DEL and ADD do too")
    void newData() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 1);
        e.sees(new Ev(IN, 1));
        e.mod(v, IN, 2).sees(new Ev(IN, 2));
        e.del(v).add(v, IN, 3).sees(new Ev(IN, 3));
    }

    @Row(id = "DA-05", says = "a pointer-like value comes back the same")
    void pointer() {
        long address = scratch().address();
        epoll().add(eventfd(1), IN, address).sees(new Ev(IN, address));
    }

    // LI

    @Row(
            id = "LI-01",
            scope = Scope.LINUX,
            says = "max_user_watches reached: ENOSPC, MOD and DEL work")
    void watchLimit() {
        skipIf(onLinux(), "it would lower max_user_watches for the whole host");
    }

    @Row(id = "LI-02", says = "the limit counts over all epolls; DEL and close give back")
    void watchLimitShared() {
        useLimited(3);
        var v = eventfd(0);
        var w = eventfd(0);
        var one = epoll().add(v, IN).add(w, IN);
        var two = epoll().add(v, IN);
        two.refuses(ENOSPC, ADD, w, IN);
        one.mod(v, OUT).del(v);
        two.add(w, IN);
        one.refuses(ENOSPC, ADD, v, IN);
        two.close();
        one.add(v, IN);
        w.close();
        one.add(eventfd(0), IN).add(eventfd(0), IN);
    }

    @Row(id = "X-LI-03", says = "EEXIST goes before ENOSPC, ENOSPC before nothing else is done")
    void watchLimitLate() {
        useLimited(1);
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.refuses(EEXIST, ADD, v, IN);
        var w = eventfd(1);
        e.refuses(ENOSPC, ADD, w, IN);
        e.refuses(ENOENT, MOD, w, IN);
        e.sees(v.is(IN));
    }

    @Row(id = "LI-04", scope = Scope.LINUX, says = "max_user_watches is a positive number")
    void watchLimitKnown() throws IOException {
        var file = Path.of("/proc/sys/fs/epoll/max_user_watches");
        skipIf(!Files.isReadable(file), file + " is not there");
        expectTrue("it is positive", Long.parseLong(Files.readString(file).strip()) > 0);
    }

    @Row(id = "LI-05", scope = Scope.LINUX, says = "there is no max_user_instances for epoll")
    void noInstanceLimit() {
        expect(
                "it is there",
                false,
                Files.exists(Path.of("/proc/sys/fs/epoll/max_user_instances")));
    }
}
