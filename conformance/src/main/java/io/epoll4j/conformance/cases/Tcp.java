package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// TCP and UDP over the loopback. What crosses it is waited for, never assumed to have arrived.
final class Tcp extends Lab {
    private static final int FULL = IN | OUT | PRI | RDHUP;

    private Fd socket(int type) {
        return own(k.socket(AF_INET, type | SOCK_NONBLOCK, 0), "s");
    }

    private Fd listener() {
        var fd = bound(socket(SOCK_STREAM));
        expect("listen", 0, k.listen(fd.n, 16));
        return fd;
    }

    private Fd bound(Fd fd) {
        expect("bind", 0, k.bind(fd.n, SockAddr.loopback(0)));
        return fd;
    }

    private SockAddr addressOf(Fd fd) {
        var address = new SockAddr();
        expect("getsockname", 0, k.getsockname(fd.n, address));
        return address;
    }

    /// Connects and answers when that is done.
    private Fd connect(Fd listener) {
        var client = socket(SOCK_STREAM);
        int answer = k.connect(client.n, addressOf(listener));
        expectTrue("connect: " + Names.answer(answer), answer == 0 || answer == -EINPROGRESS);
        epoll().add(client, OUT).seesWithin(LONG, client.is(OUT));
        return client;
    }

    /// `a` is the client, `b` the server's side.
    private Pair connected() {
        var listener = listener();
        var client = connect(listener);
        epoll().add(listener, IN).seesWithin(LONG, listener.is(IN));
        return new Pair(client, own(k.accept4(listener.n, null, SOCK_NONBLOCK), "c"));
    }

    /// Waits until a level-triggered epoll tells exactly these bits of `fd`.
    private void becomes(Ep e, Fd fd, int mask) {
        long end = System.nanoTime() + LONG * 1_000_000L;
        var seen = e.await(0);
        while (!seen.events().equals(List.of(fd.is(mask))) && System.nanoTime() < end) {
            Task.pause();
            seen = e.await(0);
        }
        expect("events of " + fd, show(List.of(fd.is(mask))), show(seen));
    }

    private int error(Fd fd) {
        return k.getsockopt(fd.n, SOL_SOCKET, SO_ERROR);
    }

    private void sendUrgent(Fd fd) {
        expect("send(MSG_OOB)", 1, k.send(fd.n, scratch(), 0, 1, MSG_OOB));
    }

    @Row(id = "HE-19", scope = Scope.LINUX, says = "a TCP urgent byte under IN|RDHUP|PRI|ET: PRI")
    void urgentByte() {
        urgent();
    }

    @Row(id = "X-HE-19", says = "on either kernel: an urgent byte is PRI, and each new one an edge")
    void urgent() {
        var c = connected();
        var e = epoll().add(c.b(), IN | RDHUP | PRI | ET);
        sendUrgent(c.a());
        var first = e.await(LONG);
        expectTrue("PRI is in " + show(first), (first.events().getFirst().mask() & PRI) != 0);
        e.mod(c.b(), IN | RDHUP | ET);
        e.seesWithin(20);
        e.mod(c.b(), IN | RDHUP | PRI | ET);
        expectTrue("PRI after MOD", (e.await(LONG).events().getFirst().mask() & PRI) != 0);
        sendUrgent(c.a());
        expectTrue("PRI again", (e.await(LONG).events().getFirst().mask() & PRI) != 0);
    }

    @Row(
            id = "HE-20",
            scope = Scope.LINUX,
            says = "an urgent byte inline: PRI at every wait, until read")
    void urgentInline() {
        inline();
    }

    @Row(id = "X-HE-20", says = "on either kernel: an urgent byte inline is PRI until it is read")
    void inline() {
        var c = connected();
        expect("SO_OOBINLINE", 0, k.setsockopt(c.b().n, SOL_SOCKET, SO_OOBINLINE, 1));
        var e = epoll().add(c.b(), PRI);
        sendUrgent(c.a());
        e.seesWithin(LONG, c.b().is(PRI));
        for (int i = 0; i < 2; i++) e.sees(c.b().is(PRI));
        c.b().read(1);
        e.seesNothing();
    }

    @Row(
            id = "HE-22",
            scope = Scope.LINUX,
            says = "a TCP socket never connected: OUT|HUP at every wait")
    void neverConnected() {
        fresh();
    }

    @Row(id = "X-HE-22", says = "on either kernel: a TCP socket never connected is OUT|HUP")
    void fresh() {
        var s = socket(SOCK_STREAM);
        var e = epoll().add(s, IN | OUT | RDHUP);
        for (int i = 0; i < 3; i++) e.sees(s.is(OUT | HUP));
    }

    @Row(
            id = "HE-23",
            scope = Scope.LINUX,
            says = "a refused connect: IN|OUT|RDHUP|ERR|HUP at every wait")
    void refusedConnect() {
        refusedAt();
    }

    @Row(
            id = "X-HE-23",
            says = "on either kernel: a refused connect tells all bits, ECONNREFUSED once")
    void refusedAt() {
        var nobody = bound(socket(SOCK_STREAM));
        var s = socket(SOCK_STREAM);
        int answer = k.connect(s.n, addressOf(nobody));
        if (answer == -ECONNREFUSED) return;
        refused("connect", EINPROGRESS, answer);
        var e = epoll().add(s, IN | OUT | RDHUP);
        becomes(e, s, IN | OUT | RDHUP | ERR | HUP);
        for (int i = 0; i < 2; i++) e.sees(s.is(IN | OUT | RDHUP | ERR | HUP));
        expect("SO_ERROR", ECONNREFUSED, error(s));
        expect("SO_ERROR again", 0, error(s));
        e.sees(s.is(IN | OUT | RDHUP | HUP));
    }

    @Row(
            id = "X-TCP-01",
            says = "a listener: nothing, IN with a connection to accept, nothing after")
    void accepting() {
        var l = listener();
        var e = epoll().add(l, IN | OUT);
        e.seesNothing();
        connect(l);
        e.seesWithin(LONG, l.is(IN));
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        e.seesNothing();
        refused("accept4", EAGAIN, k.accept4(l.n, null, SOCK_NONBLOCK));
    }

    @Row(id = "X-TCP-02", says = "an ET listener: each connection is an edge, accepted or not")
    void acceptEdges() {
        var l = listener();
        var e = epoll().add(l, IN | ET);
        for (int i = 0; i < 3; i++) {
            connect(l);
            e.seesWithin(LONG, l.is(IN));
            e.seesNothing();
        }
    }

    @Row(id = "X-TCP-03", says = "a connect in progress is OUT when it is done, once under ET")
    void connecting() {
        var l = listener();
        var s = socket(SOCK_STREAM);
        k.connect(s.n, addressOf(l));
        var e = epoll().add(s, IN | OUT | RDHUP | ET);
        e.seesWithin(LONG, s.is(OUT));
        e.seesNothing();
        expect("SO_ERROR", 0, error(s));
    }

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

    @Row(
            id = "X-TCP-12",
            says = "the listener closes with a connection unaccepted: the client's reset")
    void listenerCloses() {
        var l = listener();
        var client = connect(l);
        var e = epoll().add(client, FULL);
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
        l.close();
        becomes(e, client, IN | OUT | RDHUP | ERR | HUP);
    }

    @Row(
            id = "X-TCP-13",
            says = "a refused connect lets a second one be tried: the socket is OUT|HUP")
    void errorIsTaken() {
        var nobody = bound(socket(SOCK_STREAM));
        var s = socket(SOCK_STREAM);
        k.connect(s.n, addressOf(nobody));
        var e = epoll().add(s, ONESHOT);
        var seen = e.await(LONG).events().getFirst().mask();
        expectTrue("HUP is in " + Names.mask(seen), (seen & HUP) != 0);
        e.seesNothing();
    }

    @Row(id = "X-UDP-01", says = "a datagram: OUT before, IN|OUT with it, OUT after")
    void datagrams() {
        var a = bound(socket(SOCK_DGRAM));
        var b = socket(SOCK_DGRAM);
        var e = epoll().add(a, IN | OUT);
        e.sees(a.is(OUT));
        expect("sendto", 10, k.sendto(b.n, scratch(), 0, 10, 0, addressOf(a)));
        becomes(e, a, IN | OUT);
        expect("recv", 10, a.tryRead(100));
        e.sees(a.is(OUT));
    }

    @Row(
            id = "X-UDP-02",
            says = "a datagram nobody takes: ERR and ECONNREFUSED for a connected sender")
    void unreachable() {
        var gone = bound(socket(SOCK_DGRAM));
        var address = addressOf(gone);
        gone.close();
        var s = socket(SOCK_DGRAM);
        expect("connect", 0, k.connect(s.n, address));
        var e = epoll().add(s, IN);
        expect("send", 1, k.send(s.n, scratch(), 0, 1, 0));
        becomes(e, s, ERR);
        expect("SO_ERROR", ECONNREFUSED, error(s));
        e.seesNothing();
    }
}
