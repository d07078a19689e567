package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.FileFlags.CLOCK_MONOTONIC;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What is closed, shut down or reset under a thread that sleeps in a call on it. A call holds the
/// open file itself: that its number is closed, or given to another, changes nothing for it.
final class UnderACall extends Wire {
    private Fd blocking(Fd fd) {
        expect("F_SETFL", 0, k.fcntl(fd.n, F_SETFL, 0));
        return fd;
    }

    private Task<Long> reader(Fd fd) {
        return start("read " + fd, () -> fd.tryRead(100)).untilAsleep();
    }

    @Row(
            id = "X-UC-01",
            says = "a pipe's reader is closed under its read: it still gets what is written")
    void pipeReader() {
        var p = pipe(0);
        var reader = reader(p.r());
        p.r().close();
        reader.untilAsleep();
        p.w().write(3);
        returns(3, reader);
        refused("now nobody reads", EPIPE, p.w().tryWrite(1));
    }

    @Row(
            id = "X-UC-02",
            says = "a pipe's writer is closed under its write: it writes all, then comes the end")
    void pipeWriter() {
        var p = pipe(0);
        var big = Arena.ofAuto().allocate(80_000);
        var writer = start("write", () -> k.write(p.w().n, big, 0, 80_000)).untilAsleep();
        p.w().close();
        long sum = 0;
        for (long n; (n = p.r().tryRead(10_000)) > 0; ) sum += n;
        expect("read", 80_000, sum);
        returns(80_000, writer);
    }

    @Row(
            id = "X-UC-03",
            says =
                    "an eventfd's number given to another under its read: the read stays with the"
                            + " first")
    void eventfdReplaced() {
        var v = eventfd(0, 0);
        var copy = v.dup();
        var other = eventfd(7);
        var reader = start("read", v::take).untilAsleep();
        expect("dup3", v.n, k.dup3(other.n, v.n, 0));
        reader.untilAsleep();
        copy.put(5);
        returns(5, reader);
        expect("the other", 7, v.take());
    }

    @Row(id = "X-UC-04", says = "an epoll is closed under its wait: what fires then is returned")
    void epollClosed() {
        var v = eventfd(0);
        var e = epoll().add(v, IN);
        var waiter = waiter(e);
        e.close();
        waiter.untilAsleep();
        v.put(1);
        expect("events", List.of(v.is(IN)), waiter.result().events());
        expect("the number", -EBADF, e.await(0).answer());
    }

    @Row(
            id = "X-UC-05",
            says = "an epoll's number is given to another under its wait: it waits on the first")
    void epollReplaced() {
        var v = eventfd(0);
        var w = eventfd(1);
        var e = epoll().add(v, IN);
        var other = epoll().add(w, IN);
        var waiter = waiter(e);
        expect("dup3", e.n, k.dup3(other.n, e.n, 0));
        waiter.untilAsleep();
        v.put(1);
        expect("events", List.of(v.is(IN)), waiter.result().events());
        e.sees(w.is(IN));
    }

    @Row(
            id = "X-UC-06",
            says = "a socket is closed under its recv: its peer is not told until the call is over")
    void socketClosed() {
        for (var c : List.of(stream(), connected())) {
            var reader = reader(blocking(c.b()));
            c.b().close();
            reader.untilAsleep();
            c.a().write(4);
            returns(4, reader);
            epoll().add(c.a(), IN)
                    .seesWithin(LONG, c.a().is(c.a().name.equals("a0") ? IN | HUP : IN));
        }
    }

    @Row(
            id = "X-UC-07",
            says = "a listener is closed under its accept: it still takes one connection")
    void listenerClosed() {
        var l = listener();
        var address = addressOf(l);
        blocking(l);
        var accepting = start("accept", () -> (long) k.accept4(l.n, null, 0)).untilAsleep();
        l.close();
        accepting.untilAsleep();
        var client = socket(io.epoll4j.sys.SocketFlags.SOCK_STREAM);
        ok("F_SETFL", k.fcntl(client.n, F_SETFL, 0));
        expect("connect", 0, k.connect(client.n, address));
        var server = own((int) (long) accepting.result(), "c");
        client.write(1);
        server.read(1);
    }

    @Row(id = "X-UC-08", says = "SHUT_RD under a recv ends it with 0, SHUT_WR does not")
    void shutRead() {
        for (var c : List.of(stream(), connected())) {
            var reader = reader(blocking(c.b()));
            expect("SHUT_WR", 0, k.shutdown(c.b().n, SHUT_WR));
            reader.untilAsleep();
            expect("SHUT_RD", 0, k.shutdown(c.b().n, SHUT_RD));
            returns(0, reader);
        }
    }

    @Row(id = "X-UC-09", says = "SHUT_WR under a blocked send ends it with EPIPE")
    void shutWrite() {
        for (var c : List.of(stream(), connected())) {
            c.a().fill(4096);
            blocking(c.a());
            var writer = start("write", () -> c.a().tryWrite(4096)).untilAsleep();
            expect("SHUT_WR", 0, k.shutdown(c.a().n, SHUT_WR));
            returns(-EPIPE, writer);
        }
    }

    @Row(id = "X-UC-10", says = "SHUT_RDWR wakes all who sleep in recv, poll and epoll_wait")
    void shutBoth() {
        for (var c : List.of(stream(), connected())) {
            blocking(c.b());
            var readers = List.of(reader(c.b()), reader(c.b()));
            var waiter = waiter(epoll().add(c.b(), RDHUP));
            var poller = start("poll", () -> poll(c.b().n, RDHUP, LONG)).untilAsleep();
            expect("SHUT_RDWR", 0, k.shutdown(c.b().n, SHUT_RDWR));
            for (var reader : readers) returns(0, reader);
            expect("revents", RDHUP, poller.result() & RDHUP);
            expect("events", 1, waiter.result().answer());
        }
    }

    @Row(
            id = "X-UC-11",
            says = "the peer's close ends every recv with 0, its reset one with ECONNRESET")
    void peerEnds() {
        var c = connected();
        blocking(c.b());
        var readers = List.of(reader(c.b()), reader(c.b()));
        c.a().close();
        for (var reader : readers) returns(0, reader);
        var d = connected();
        var reader = reader(blocking(d.b()));
        var linger = scratch().asSlice(0, 8);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        linger.set(ValueLayout.JAVA_INT, 4, 0);
        expect("SO_LINGER", 0, k.setsockopt(d.a().n, SOL_SOCKET, SO_LINGER, linger));
        d.a().close();
        returns(-ECONNRESET, reader);
    }

    @Row(id = "X-UC-12", says = "two in recv of one stream: each segment goes to one")
    void twoReaders() {
        for (var c : List.of(stream(), connected())) {
            blocking(c.b());
            var one = reader(c.b());
            var two = reader(c.b());
            c.a().write(5);
            finished();
            expectTrue("one is back", one.done() != two.done());
            c.a().write(6);
            expect("bytes", 11, (long) one.result() + two.result());
        }
    }

    @Row(
            id = "X-UC-13",
            says = "a timer disarmed under its read leaves it asleep; armed again it returns")
    void timerDisarmed() {
        var t = own(k.timerfdCreate(CLOCK_MONOTONIC, 0), "t");
        Timers.set(this, t, 0, 3_600_000_000_000L, 0);
        var reader = start("read", t::take).untilAsleep();
        Timers.set(this, t, 0, 0, 0);
        reader.untilAsleep();
        Timers.set(this, t, 0, 1_000_000, 0);
        returns(1, reader);
    }

    @Row(
            id = "X-UC-14",
            says = "O_NONBLOCK set under a read does not end it; the next one would not sleep")
    void nonblockLater() {
        var p = pipe(0);
        var reader = reader(p.r());
        expect("F_SETFL", 0, k.fcntl(p.r().n, F_SETFL, O_NONBLOCK));
        reader.untilAsleep();
        p.w().write(2);
        returns(2, reader);
        refused("read", EAGAIN, p.r().tryRead(1));
    }

    @Row(
            id = "X-UC-15",
            says = "ADD, MOD and DEL go on while others wait in the same epoll and in one above")
    void changedUnder() {
        var v = eventfd(1);
        var e = epoll();
        var above = epoll().add(e, IN);
        var inner = waiter(e);
        var outer = waiter(above);
        for (int i = 0; i < 100; i++) e.add(v, PRI).mod(v, PRI | ET).mod(v, 0).del(v);
        e.add(v, PRI);
        expectReturned(0);
        e.mod(v, IN);
        expect("inner", 1, inner.result().answer());
        expect("outer", 1, outer.result().answer());
    }
}
