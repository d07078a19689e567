package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;

import java.lang.foreign.ValueLayout;

/// What an established TCP connection tells, up to its end.
final class Tcp extends Wire {
    @Row(id = "X-TCP-04", says = "data is IN|OUT, the peer's SHUT_WR IN|OUT|RDHUP, read then 0")
    void halfClose() {
        var c = connected();
        var e = epoll().add(c.b(), FULL);
        e.sees(c.b().is(OUT));
        c.a().write(5);
        becomes(e, c.b(), IN | OUT);
        expect("shutdown", 0, k.shutdown(c.a().n, SHUT_WR));
        becomes(e, c.b(), IN | OUT | RDHUP);
        c.b().read(5);
        e.sees(c.b().is(IN | OUT | RDHUP));
        expect("the end", 0, c.b().tryRead(1));
    }

    @Row(id = "X-TCP-05", says = "half-closed both ways: HUP on either side")
    void bothClose() {
        var c = connected();
        var a = epoll().add(c.a(), FULL);
        var b = epoll().add(c.b(), FULL);
        k.shutdown(c.a().n, SHUT_WR);
        becomes(b, c.b(), IN | OUT | RDHUP);
        k.shutdown(c.b().n, SHUT_WR);
        becomes(a, c.a(), IN | OUT | RDHUP | HUP);
        becomes(b, c.b(), IN | OUT | RDHUP | HUP);
    }

    @Row(
            id = "X-TCP-06",
            says = "the peer closes: IN|OUT|RDHUP, HUP only after one's own write is reset")
    void peerCloses() {
        var c = connected();
        var e = epoll().add(c.b(), FULL);
        c.a().close();
        becomes(e, c.b(), IN | OUT | RDHUP);
        c.b().write(1);
        becomes(e, c.b(), IN | OUT | RDHUP | ERR | HUP);
        refused("write", EPIPE, c.b().tryWrite(1));
    }

    @Row(
            id = "X-TCP-07",
            says = "linger 0 and close: a reset, IN|OUT|RDHUP|ERR|HUP, ECONNRESET once")
    void reset() {
        var c = connected();
        var e = epoll().add(c.b(), FULL);
        var linger = scratch().asSlice(0, 8);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        linger.set(ValueLayout.JAVA_INT, 4, 0);
        expect("SO_LINGER", 0, k.setsockopt(c.a().n, SOL_SOCKET, SO_LINGER, linger));
        c.a().close();
        becomes(e, c.b(), IN | OUT | RDHUP | ERR | HUP);
        refused("read", ECONNRESET, c.b().tryRead(1));
        expect("read again", 0, c.b().tryRead(1));
        e.sees(c.b().is(IN | OUT | RDHUP | HUP));
    }

    @Row(id = "X-TCP-08", says = "closed with unread input: the peer gets a reset")
    void closedUnread() {
        var c = connected();
        var e = epoll().add(c.b(), FULL);
        var a = epoll().add(c.a(), IN);
        c.b().write(3);
        a.seesWithin(LONG, c.a().is(IN));
        c.a().close();
        becomes(e, c.b(), IN | OUT | RDHUP | ERR | HUP);
        expect("SO_ERROR", ECONNRESET, error(c.b()));
    }

    @Row(id = "X-TCP-09", says = "one's own SHUT_RD: IN|OUT|RDHUP for oneself, OUT for the peer")
    void ownReadShut() {
        var c = connected();
        expect("shutdown", 0, k.shutdown(c.b().n, SHUT_RD));
        epoll().add(c.b(), FULL).sees(c.b().is(IN | OUT | RDHUP));
        epoll().add(c.a(), FULL).sees(c.a().is(OUT));
    }

    @Row(id = "X-TCP-10", says = "a full connection is not OUT; drained by the peer it is, an edge")
    void backPressure() {
        var c = connected();
        var e = epoll().add(c.a(), OUT | ET);
        e.sees(c.a().is(OUT));
        long sent = 0;
        long got = 0;
        do {
            for (long n; (n = c.a().tryWrite(65536)) > 0; ) sent += n;
            got += c.b().drain();
        } while (got < 65536);
        e.seesWithin(LONG, c.a().is(OUT));
        for (long end = System.nanoTime() + LONG * 1_000_000L; got < sent; Task.pause()) {
            got += c.b().drain();
            expectTrue("all bytes come", System.nanoTime() < end);
        }
        expect("bytes", sent, got);
    }

    @Row(id = "X-TCP-11", says = "each segment is an edge under ET, drained or not")
    void segments() {
        var c = connected();
        var e = epoll().add(c.b(), IN | ET);
        for (int i = 0; i < 3; i++) {
            c.a().write(1);
            e.seesWithin(LONG, c.b().is(IN));
            e.seesNothing();
        }
        expect("bytes", 3, c.b().tryRead(100));
    }
}
