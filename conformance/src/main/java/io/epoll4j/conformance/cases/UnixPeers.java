package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

/// Named AF_UNIX listeners and streams: their queues, their ends (unix(7)).
final class UnixPeers extends UnixNamed {
    @Row(
            id = "X-UX-01",
            says = "a unix listener is IN per waiting connection, an edge each; nothing after")
    void listening() {
        var name = name();
        var l = listener(SOCK_STREAM, name, 8);
        var lt = epoll().add(l, IN | OUT);
        var et = epoll().add(l, IN | ET);
        lt.seesNothing();
        for (int i = 0; i < 2; i++) {
            expect("connect", 0, k.connect(socket(SOCK_STREAM).n, name));
            et.sees(l.is(IN));
        }
        lt.sees(l.is(IN));
        accept(l);
        lt.sees(l.is(IN));
        accept(l);
        lt.seesNothing();
        refused("accept", EAGAIN, k.accept4(l.n, null, 0));
    }

    @Row(
            id = "X-UX-02",
            says = "a backlog of n holds n + 1; then connect is EAGAIN, or waits for an accept")
    void backlog() {
        var name = name();
        var l = listener(SOCK_STREAM, name, 1);
        for (int i = 0; i < 2; i++) expect("connect", 0, k.connect(socket(SOCK_STREAM).n, name));
        var late = socket(SOCK_STREAM);
        refused("a third", EAGAIN, k.connect(late.n, name));
        expect("F_SETFL", 0, k.fcntl(late.n, F_SETFL, 0));
        var connecting = start("connect", () -> (long) k.connect(late.n, name)).untilAsleep();
        accept(l);
        returns(0, connecting);
    }

    @Row(id = "X-UX-03", says = "who waits in connect is refused when the listener closes")
    void listenerGone() {
        var name = name();
        var l = listener(SOCK_STREAM, name, 0);
        expect("connect", 0, k.connect(socket(SOCK_STREAM).n, name));
        var late = socket(SOCK_STREAM);
        expect("F_SETFL", 0, k.fcntl(late.n, F_SETFL, 0));
        var connecting = start("connect", () -> (long) k.connect(late.n, name)).untilAsleep();
        l.close();
        returns(-ECONNREFUSED, connecting);
    }

    @Row(
            id = "X-UX-04",
            says =
                    "connect: nobody there or another type refuse, connected EISCONN, again and"
                            + " again")
    void connecting() {
        var name = name();
        refused("nobody", ECONNREFUSED, k.connect(socket(SOCK_STREAM).n, name));
        var s = bound(SOCK_STREAM, name);
        refused("not listening", ECONNREFUSED, k.connect(socket(SOCK_STREAM).n, name));
        expect("listen", 0, k.listen(s.n, 3));
        refused("another type", ECONNREFUSED, k.connect(socket(SOCK_DGRAM).n, name));
        refused("another type", ECONNREFUSED, k.connect(socket(SOCK_SEQPACKET).n, name));
        var c = socket(SOCK_STREAM);
        expect("connect", 0, k.connect(c.n, name));
        refused("again", EISCONN, k.connect(c.n, name));
        refused("a listener", EINVAL, k.connect(s.n, name));
        refused("the name is taken", EADDRINUSE, k.bind(socket(SOCK_STREAM).n, name));
        s.close();
        expect("and free again", 0, k.bind(socket(SOCK_STREAM).n, name));
    }

    @Row(
            id = "X-UX-05",
            says = "written before the accept: the accepted socket is IN from the start")
    void early() {
        var name = name();
        var l = listener(SOCK_STREAM, name, 3);
        var c = socket(SOCK_STREAM);
        expect("connect", 0, k.connect(c.n, name));
        c.write(4);
        c.close();
        var s = accept(l);
        epoll().add(s, IN | RDHUP).sees(s.is(IN | RDHUP | HUP));
        expect("bytes", 4, s.tryRead(10));
        expect("the end", 0, s.tryRead(10));
    }

    @Row(
            id = "X-UX-06",
            says =
                    "a listener's SHUT_RD: IN|RDHUP for itself, connect refused, who accepts gets"
                            + " EINVAL")
    void listenerShutDown() {
        var name = name();
        var l = listener(SOCK_STREAM, name, 3);
        expect("F_SETFL", 0, k.fcntl(l.n, F_SETFL, 0));
        var accepting = start("accept", () -> (long) k.accept4(l.n, null, 0)).untilAsleep();
        var e = epoll().add(l, IN | RDHUP | ET);
        expect("shutdown", 0, k.shutdown(l.n, SHUT_RD));
        returns(-EINVAL, accepting);
        e.sees(l.is(IN | RDHUP));
        refused("connect", ECONNREFUSED, k.connect(socket(SOCK_STREAM).n, name));
    }

    @Row(
            id = "X-UX-13",
            says =
                    "a socketpair closed with input unread: ECONNRESET once, by SO_ERROR too;"
                            + " writes EPIPE")
    void reset() {
        var s = stream();
        s.a().write(1);
        s.b().close();
        expect("SO_ERROR", ECONNRESET, k.getsockopt(s.a().n, SOL_SOCKET, SO_ERROR));
        expect("SO_ERROR", 0, k.getsockopt(s.a().n, SOL_SOCKET, SO_ERROR));
        expect("read", 0, s.a().tryRead(1));
        refused("write", EPIPE, s.a().tryWrite(1));
        var t = stream();
        t.a().write(1);
        t.b().close();
        refused("read", ECONNRESET, t.a().tryRead(1));
        expect("read", 0, t.a().tryRead(1));
    }

    @Row(id = "X-UX-14", says = "a stream's SHUT_WR and SHUT_RD: what each end still can do")
    void halves() {
        var s = stream();
        s.b().write(2);
        expect("SHUT_WR", 0, k.shutdown(s.b().n, SHUT_WR));
        refused("write", EPIPE, s.b().tryWrite(1));
        expect("what was sent", 2, s.a().tryRead(9));
        expect("the end", 0, s.a().tryRead(9));
        s.a().write(3);
        expect("the other way", 3, s.b().tryRead(9));
        expect("SHUT_RD", 0, k.shutdown(s.b().n, SHUT_RD));
        refused("write", EPIPE, s.a().tryWrite(1));
        expect("read", 0, s.b().tryRead(9));
    }

    @Row(
            id = "X-UX-15",
            says =
                    "on either kernel: an urgent byte on a unix stream: PRI, read with MSG_OOB,"
                            + " once",
            version = "needs CONFIG_AF_UNIX_OOB (5.15)")
    void urgent() {
        var s = stream();
        var e = epoll().add(s.b(), IN | PRI);
        refused("none there", EINVAL, k.recv(s.b().n, scratch(), 0, 1, MSG_OOB));
        s.a().write(2);
        expect("send", 1, k.send(s.a().n, scratch(), 0, 1, MSG_OOB));
        e.sees(s.b().is(IN | PRI));
        expect("up to the mark", 2, s.b().tryRead(9));
        expect("peek", 1, k.recv(s.b().n, scratch(), 0, 1, MSG_OOB | MSG_PEEK));
        expect("recv", 1, k.recv(s.b().n, scratch(), 0, 1, MSG_OOB));
        expect("PRI", 0, s.b().polled() & PRI);
        refused("again", EINVAL, k.recv(s.b().n, scratch(), 0, 1, MSG_OOB));
        refused("nothing else", EAGAIN, s.b().tryRead(9));
    }

    @Row(id = "X-UX-16", says = "SEQPACKET listens and accepts as streams do")
    void packets() {
        var name = name();
        var l = listener(SOCK_SEQPACKET, name, 3);
        var c = socket(SOCK_SEQPACKET);
        expect("connect", 0, k.connect(c.n, name));
        var s = accept(l);
        c.write(7);
        epoll().add(s, IN).sees(s.is(IN));
        expect("a packet", 7, s.tryRead(99));
        s.close();
        epoll().add(c, IN | RDHUP).sees(c.is(IN | RDHUP | HUP));
        refused("write", EPIPE, c.tryWrite(1));
    }
}
