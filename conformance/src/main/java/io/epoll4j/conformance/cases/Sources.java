package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_ABSTIME;

import io.epoll4j.conformance.Scope;

/// When eventfds, timerfds, pipes and sockets are ready.
final class Sources extends Lab {
    private static final long MILLI = 1_000_000;

    private static final int WRITABLE = OUT | WRNORM | WRBAND;

    @Row(id = "SR-01", says = "an eventfd at 0: OUT; above: IN|OUT; at its maximum: IN")
    void eventfdBits() {
        var v = eventfd(0);
        expect("at 0", OUT, v.polled());
        v.put(5);
        expect("at 5", IN | OUT, v.polled());
        v.put(-7);
        expect("at the maximum", IN, v.polled());
    }

    @Row(
            id = "SR-02",
            says = "an eventfd takes 8 bytes, and not 2^64-1: EINVAL",
            version = "before 6.9 it took more than 8")
    void eventfdSizes() {
        var v = eventfd(1);
        refused("2^64-1", EINVAL, v.tryPut(-1));
        refused("a write of 4", EINVAL, v.tryWrite(4));
        refused("a read of 4", EINVAL, v.tryRead(4));
        expect("the counter", 1L, v.take());
    }

    @Row(
            id = "X-SR-02",
            says = "an eventfd refuses a write of 16 bytes: EINVAL",
            version = "from 6.9 on")
    void eventfdLongWrite() {
        refused("a write of 16", EINVAL, eventfd(1).tryWrite(16));
    }

    @Row(id = "SR-03", says = "an eventfd at 0 / at its maximum that must not block: EAGAIN")
    void eventfdWouldBlock() {
        var v = eventfd(0);
        refused("read", EAGAIN, v.tryRead(8));
        v.put(-2);
        refused("write", EAGAIN, v.tryPut(1));
        expect("write of 0", 8, v.tryPut(0));
    }

    @Row(id = "SR-04", says = "a semaphore: each read takes 1")
    void semaphore() {
        var v = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE);
        expect("first", 1L, v.take());
        expect("second", 1L, v.take());
        refused("third", EAGAIN, v.tryRead(8));
    }

    @Row(id = "SR-05", says = "a timerfd: nothing unarmed, nothing armed, IN expired, never OUT")
    void timerBits() {
        var t = timer();
        t.polls(0);
        Timers.set(this, t, 0, 3600_000 * MILLI, 0);
        t.polls(0);
        Timers.set(this, t, 0, MILLI, 0);
        epoll().add(t, IN | OUT).seesWithin(LONG, t.is(IN));
        expect("poll", IN, t.polled() & (IN | OUT));
    }

    @Row(id = "X-SR-06", says = "a timerfd disarmed or armed anew forgets its expirations")
    void timerForgets() {
        var t = timer();
        var e = epoll().add(t, IN);
        Timers.set(this, t, 0, MILLI, 0);
        e.seesWithin(LONG, t.is(IN));
        Timers.set(this, t, 0, 0, 0);
        e.seesNothing();
        refused("read", EAGAIN, t.tryRead(8));
        expect("left", 0L, Timers.left(this, t));
    }

    @Row(id = "SR-07", says = "a timerfd set to a time that has passed: IN at once, read gives 1")
    void timerPast() {
        var t = timer();
        Timers.set(this, t, TFD_TIMER_ABSTIME, 1, 0);
        epoll().add(t, IN).seesWithin(LONG, t.is(IN));
        expect("expirations", 1L, t.take());
    }

    @Row(id = "SR-08", says = "a periodic timerfd left alone counts its expirations")
    void timerPeriodic() {
        var t = timer();
        long start = k.clockGettime(CLOCK_MONOTONIC);
        Timers.set(this, t, 0, 5 * MILLI, 5 * MILLI);
        epoll().seesWithin(52);
        long count = t.take();
        long passed = (k.clockGettime(CLOCK_MONOTONIC) - start) / (5 * MILLI);
        expectTrue(
                count + " expirations in " + passed + " periods", count >= 10 && count <= passed);
    }

    @Row(id = "SR-09", says = "write to a timerfd: EINVAL; pread and pwrite of an eventfd: ESPIPE")
    void illegal() {
        refused("write", EINVAL, timer().tryWrite(8));
        if (!onLinux()) return;
        refused("pread", ESPIPE, Raw.pread(eventfd(1).n, scratch(), 8, 0));
        refused("pwrite", ESPIPE, Raw.pwrite(eventfd(1).n, scratch(), 8, 0));
    }

    @Row(
            id = "SR-10",
            scope = Scope.LINUX,
            says = "a stream loses OUT before writes fail, and has it back before it is drained")
    void streamThreshold() {
        var s = stream();
        var e = epoll().add(s.a(), OUT);
        int writes = 0;
        while (e.await(0).answer() == 1) {
            s.a().write(1000);
            writes++;
        }
        int more = s.a().fill(1000);
        expectTrue("writes succeeded without OUT: " + more, more > 0);
        int reads = 0;
        while (e.await(0).answer() == 0) {
            s.b().read(1000);
            reads++;
        }
        expectTrue(
                "OUT came back after " + reads + " of " + (writes + more), reads < writes + more);
    }

    @Row(id = "X-SR-11", says = "a stream with data at both ends: IN|OUT, and a drain ends IN")
    void streamBits() {
        var s = stream();
        var e = epoll().add(s.a(), IN | OUT);
        s.b().write(3);
        e.sees(s.a().is(IN | OUT));
        s.a().read(3);
        e.sees(s.a().is(OUT));
    }

    @Row(id = "SR-12", scope = Scope.LINUX, says = "a datagram pair whose peer closed: OUT, no HUP")
    void datagramPeerGone() {
        datagramOrphan();
    }

    @Row(
            id = "X-SR-12",
            says = "on either kernel: a datagram socket whose peer closed is OUT, no HUP")
    void datagramOrphan() {
        var d = datagram();
        d.b().close();
        expect("poll", OUT, d.a().polled() & (IN | OUT | HUP | ERR | RDHUP));
    }

    @Row(
            id = "SR-13",
            scope = Scope.LINUX,
            says = "a signalfd is ready for the thread that was signalled")
    void signalfd() {
        var linux = linux();
        var mask = io.epoll4j.sys.Signals.mask(Raw.SIGUSR1);
        var fd = own(linux.signalfd(-1, mask, io.epoll4j.sys.Signals.SFD_NONBLOCK), "signalfd");
        int seen =
                start(
                                "signalled",
                                () -> {
                                    linux.sigmask(
                                            io.epoll4j.sys.Signals.SIG_BLOCK,
                                            mask,
                                            java.lang.foreign.MemorySegment.NULL);
                                    linux.tgkill(linux.getpid(), linux.gettid(), Raw.SIGUSR1);
                                    int bits = fd.polled();
                                    expect("siginfo", 128, fd.tryRead(128));
                                    return bits;
                                })
                        .result();
        expect("in that thread", IN, seen & IN);
        expect("in another", 0, fd.polled() & IN);
    }

    @Row(
            id = "X-SR-14",
            says = "poll bits of a pipe: OUT empty, IN with data, WRNORM and RDNORM too")
    void pipeBits() {
        var p = pipe();
        p.r().polls(0);
        expect("writer", OUT | WRNORM, p.w().polled() & (WRITABLE | IN));
        p.w().write(1);
        p.r().polls(IN | RDNORM);
    }

    @Row(id = "X-SR-15", says = "a periodic timerfd that nobody reads is one edge; a read goes on")
    void timerEdges() {
        var t = timer();
        var e = epoll().add(t, IN | ET);
        Timers.set(this, t, 0, MILLI, 5 * MILLI);
        e.seesWithin(LONG, t.is(IN));
        e.seesWithin(20);
        expectTrue("expirations were counted all the same", t.take() >= 2);
        e.seesWithin(LONG, t.is(IN));
    }

    @Row(id = "X-SR-16", says = "poll of a closed number: NVAL; a negative one is left out")
    void pollBad() {
        expect("closed", 0x20, poll(closedNumber(), IN));
        expect("negative", 0, poll(-1, IN));
    }

    @Row(id = "X-SR-17", says = "a datagram is a unit: two sends, one recv, still IN")
    void datagrams() {
        var d = datagram();
        var e = epoll().add(d.a(), IN);
        d.b().write(10);
        d.b().write(20);
        e.sees(d.a().is(IN));
        expect("the first", 10, d.a().tryRead(100));
        e.sees(d.a().is(IN));
        expect("the second", 20, d.a().tryRead(100));
        e.seesNothing();
    }
}
