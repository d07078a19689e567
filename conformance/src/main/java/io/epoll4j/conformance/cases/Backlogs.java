package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EALREADY;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;

import io.epoll4j.sys.SockAddr;
import java.lang.foreign.ValueLayout;

/// What TCP's calls answer in each state: connecting, refused, connected, shut down, reset.
final class Backlogs extends Wire {
    private void reset(Fd fd) {
        var linger = scratch().asSlice(0, 8);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        linger.set(ValueLayout.JAVA_INT, 4, 0);
        expect("SO_LINGER", 0, k.setsockopt(fd.n, SOL_SOCKET, SO_LINGER, linger));
        fd.close();
    }

    private void arrives(Fd fd, int bits) {
        epoll().add(fd, bits).seesWithin(LONG, fd.is(bits));
    }

    @Row(id = "X-BL-01", says = "connect to a listener: done at once or in progress, then EISCONN")
    void connecting() {
        var l = listener();
        var c = socket(SOCK_STREAM);
        int first = k.connect(c.n, addressOf(l));
        expectTrue("connect " + Names.answer(first), first == -EINPROGRESS || first == 0);
        arrives(c, OUT);
        expect("SO_ERROR", 0, error(c));
        int again = k.connect(c.n, addressOf(l));
        expect("then", first == 0 ? -EISCONN : 0, again);
        refused("and then", EISCONN, k.connect(c.n, addressOf(l)));
    }

    @Row(
            id = "X-BL-02",
            says =
                    "a refused connect: ECONNREFUSED by SO_ERROR or by connect, once; then it can"
                            + " be tried again")
    void refusedConnect() {
        var nobody = addressOf(bound(socket(SOCK_STREAM)));
        for (boolean ask : new boolean[] {true, false}) {
            var c = socket(SOCK_STREAM);
            int first = k.connect(c.n, nobody);
            expectTrue("connect", first == -EINPROGRESS || first == -ECONNREFUSED);
            becomes(
                    epoll().add(c, FULL),
                    c,
                    first == -ECONNREFUSED ? OUT | HUP : IN | OUT | RDHUP | ERR | HUP);
            if (first == -EINPROGRESS && ask) expect("SO_ERROR", ECONNREFUSED, error(c));
            else if (first == -EINPROGRESS)
                refused("connect", ECONNREFUSED, k.connect(c.n, nobody));
            expect("once", 0, error(c));
        }
    }

    @Row(
            id = "X-BL-03",
            says = "a full backlog: further connects stay in progress, not OUT, until an accept")
    void full() {
        var l = bound(socket(SOCK_STREAM));
        expect("listen", 0, k.listen(l.n, 0));
        connect(l);
        var late = socket(SOCK_STREAM);
        refused("connect", EINPROGRESS, k.connect(late.n, addressOf(l)));
        var e = epoll().add(late, OUT);
        e.seesWithin(20);
        refused("again", EALREADY, k.connect(late.n, addressOf(l)));
        refused("getpeername", ENOTCONN, k.getpeername(late.n, new SockAddr()));
        refused("send", EAGAIN, late.tryWrite(1));
        arrives(l, IN);
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        e.seesWithin(LONG, late.is(OUT));
        expect("SO_ERROR", 0, error(late));
    }

    @Row(
            id = "X-BL-04",
            says = "a blocking connect to a full backlog waits, and returns 0 once there is room")
    void blockingConnect() {
        var l = bound(socket(SOCK_STREAM));
        expect("listen", 0, k.listen(l.n, 0));
        connect(l);
        var late = own(k.socket(io.epoll4j.sys.SocketFlags.AF_INET, SOCK_STREAM, 0), "s");
        var address = addressOf(l);
        var connecting = start("connect", () -> (long) k.connect(late.n, address)).untilAsleep();
        arrives(l, IN);
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        returns(0, connecting);
    }

    @Row(
            id = "X-BL-05",
            says =
                    "reset before the accept: the connection is still accepted, and ECONNRESET is"
                            + " read")
    void resetInBacklog() {
        var l = listener();
        var c = connect(l);
        arrives(l, IN);
        var from = addressOf(c);
        reset(c);
        var peer = new SockAddr();
        var s = own(k.accept4(l.n, peer, SOCK_NONBLOCK), "c");
        expect("where it came from", from, peer);
        refused("getpeername", ENOTCONN, k.getpeername(s.n, new SockAddr()));
        becomes(epoll().add(s, FULL), s, IN | OUT | RDHUP | ERR | HUP);
        refused("read", ECONNRESET, s.tryRead(1));
        expect("read", 0, s.tryRead(1));
        refused("write", EPIPE, s.tryWrite(1));
    }

    @Row(
            id = "X-BL-06",
            says = "a blocked accept returns with the connection; closed peers count too")
    void blockedAccept() {
        var l = listener();
        expect("F_SETFL", 0, k.fcntl(l.n, F_SETFL, 0));
        var accepting = start("accept", () -> (long) k.accept4(l.n, null, 0)).untilAsleep();
        connect(l).close();
        var s = own((int) (long) accepting.result(), "c");
        arrives(s, IN);
        expect("the end", 0, s.tryRead(1));
    }

    @Row(
            id = "X-BL-07",
            says = "accept4 gives the peer's name; the new socket takes no flags from the listener")
    void acceptedFlags() {
        var l = listener();
        var c = connect(l);
        arrives(l, IN);
        var peer = new SockAddr();
        var s = own(k.accept4(l.n, peer, 0), "c");
        expect("peer", addressOf(c), peer);
        expect("flags", O_RDWR, k.fcntl(s.n, F_GETFL, 0));
        connect(l);
        arrives(l, IN);
        var t = own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        expect("flags", O_RDWR | O_NONBLOCK, k.fcntl(t.n, F_GETFL, 0));
        expect("local name", addressOf(l), addressOf(s));
    }

    @Row(
            id = "X-BL-08",
            says =
                    "a listener's SHUT_RD wakes who accepts and refuses who connects; it can listen"
                            + " again")
    void listenerShutDown() {
        var l = listener();
        var address = addressOf(l);
        expect("F_SETFL", 0, k.fcntl(l.n, F_SETFL, 0));
        var accepting = start("accept", () -> (long) k.accept4(l.n, null, 0)).untilAsleep();
        var e = epoll().add(l, IN | ET);
        expect("SHUT_RD", 0, k.shutdown(l.n, SHUT_RD));
        returns(-EINVAL, accepting);
        e.sees(l.is(HUP));
        int seen = k.connect(socket(SOCK_STREAM).n, address);
        expectTrue("connect", seen == -EINPROGRESS || seen == -ECONNREFUSED);
        expect("listen", 0, k.listen(l.n, 1));
        connect(l);
    }

    @Row(
            id = "X-BL-09",
            says = "after one's own SHUT_WR: send EPIPE, again 0, ENOTCONN once both ends are done")
    void shutdownStates() {
        var c = connected();
        expect("SHUT_WR", 0, k.shutdown(c.a().n, SHUT_WR));
        refused("send", EPIPE, c.a().tryWrite(1));
        expect("again", 0, k.shutdown(c.a().n, SHUT_WR));
        arrives(c.b(), RDHUP);
        expect("the end", 0, c.b().tryRead(1));
        c.b().write(3);
        arrives(c.a(), IN);
        expect("the other way", 3, c.a().tryRead(9));
        expect("SHUT_WR", 0, k.shutdown(c.b().n, SHUT_WR));
        arrives(c.a(), HUP);
        expect("RDWR of the first closer", -ENOTCONN, k.shutdown(c.b().n, SHUT_RDWR));
    }

    @Row(id = "X-BL-10", says = "SHUT_RD: a read is 0, yet what comes later is read")
    void shutRead() {
        var c = connected();
        expect("SHUT_RD", 0, k.shutdown(c.b().n, SHUT_RD));
        expect("read", 0, c.b().tryRead(9));
        c.a().write(4);
        long end = System.nanoTime() + LONG * 1_000_000L;
        long n = 0;
        while (n == 0 && System.nanoTime() < end) n = c.b().tryRead(9);
        expect("read", 4, n);
        expect("read", 0, c.b().tryRead(9));
    }

    @Row(
            id = "X-BL-11",
            says =
                    "connect of AF_UNSPEC dissolves: ERR once for itself, a reset for the peer, and"
                            + " it may connect anew")
    void dissolved() {
        var c = connected();
        expect("connect", 0, k.connect(c.a().n, unspecified()));
        refused("getpeername", ENOTCONN, k.getpeername(c.a().n, new SockAddr()));
        becomes(epoll().add(c.a(), FULL), c.a(), OUT | ERR | HUP);
        expect("its own reset", ECONNRESET, error(c.a()));
        becomes(epoll().add(c.a(), FULL), c.a(), OUT | HUP);
        becomes(epoll().add(c.b(), FULL), c.b(), IN | OUT | RDHUP | ERR | HUP);
        refused("read", ECONNRESET, c.b().tryRead(1));
        var l = listener();
        int seen = k.connect(c.a().n, addressOf(l));
        expectTrue("connect", seen == -EINPROGRESS || seen == 0);
        arrives(c.a(), OUT);
    }

    private static SockAddr unspecified() {
        var address = SockAddr.loopback(0);
        address.memory().set(ValueLayout.JAVA_SHORT, 0, (short) 0);
        return address;
    }

    @Row(
            id = "X-BL-12",
            says = "a waiter on an ET connection is told of a reset that comes while it waits")
    void resetUnderWaiter() {
        var c = connected();
        var e = epoll().add(c.b(), FULL | ET);
        e.sees(c.b().is(OUT));
        var waiter = waiter(e);
        reset(c.a());
        int seen = waiter.result().events().getFirst().mask();
        expect("bits", Names.mask(IN | OUT | RDHUP | ERR | HUP), Names.mask(seen));
        expect("error", ECONNRESET, error(c.b()));
        c.b().polls(IN | OUT | RDHUP | HUP | RDNORM | WRNORM);
    }
}
