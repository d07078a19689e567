package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_FASTOPEN;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.TCP_DEFER_ACCEPT;
import static io.epoll4j.sys.SocketFlags.TCP_LINGER2;
import static io.epoll4j.sys.SocketFlags.TCP_NOTSENT_LOWAT;

/// What options of TCP promise a program that waits.
final class TcpPromises extends Wire {
    private void set(Fd fd, int option, int value) {
        expect("setsockopt", 0, k.setsockopt(fd.n, IPPROTO_TCP, option, value));
    }

    private Fd deferring(int seconds) {
        var l = listener();
        set(l, TCP_DEFER_ACCEPT, seconds);
        return l;
    }

    private void send(Fd fd) {
        expect("send", 1, k.send(fd.n, scratch(), 0, 1, 0));
    }

    @Row(
            id = "X-TCP-19",
            says = "TCP_DEFER_ACCEPT: a connection is not there before its data is; its client is")
    void deferred() {
        var l = deferring(30);
        var e = epoll().add(l, IN | ET);
        var client = connect(l);
        e.seesNothing();
        refused("accept4", EAGAIN, k.accept4(l.n, null, SOCK_NONBLOCK));
        send(client);
        e.seesWithin(LONG, l.is(IN));
        var server = own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        expect("recv", 1, k.recv(server.n, scratch(), 0, 9, 0));
    }

    @Row(
            id = "X-TCP-20",
            says = "TCP_DEFER_ACCEPT of a second: after that a connection is there without data")
    void deferredNoLonger() {
        var l = deferring(1);
        var e = epoll().add(l, IN | ET);
        connect(l);
        e.seesNothing();
        e.seesWithin(LONG, l.is(IN));
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
    }

    @Row(id = "X-TCP-21", says = "TCP_DEFER_ACCEPT: the end of the stream is as good as data")
    void deferredToTheEnd() {
        var l = deferring(30);
        var client = connect(l);
        expect("shutdown", 0, k.shutdown(client.n, SHUT_WR));
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
    }

    @Row(id = "X-TCP-22", says = "TCP_DEFER_ACCEPT unset again: new connections are there at once")
    void deferredNoMore() {
        var l = deferring(30);
        var early = connect(l);
        set(l, TCP_DEFER_ACCEPT, 0);
        connect(l);
        var e = epoll().add(l, IN);
        e.seesWithin(LONG, l.is(IN));
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        e.seesNothing();
        send(early);
        e.seesWithin(LONG, l.is(IN));
    }

    @Row(
            id = "X-TCP-23",
            says = "TCP_DEFER_ACCEPT: data for a listener that has closed meanwhile is reset")
    void deferredInVain() {
        var l = deferring(30);
        var client = connect(l);
        var e = epoll().add(client, IN | OUT | RDHUP);
        l.close();
        e.sees(client.is(OUT));
        send(client);
        becomes(e, client, IN | OUT | RDHUP | ERR | HUP);
    }

    @Row(id = "X-TCP-24", says = "TCP_NOTSENT_LOWAT: setting it is an edge of OUT, each time")
    void lowWater() {
        var pair = connected();
        var e = epoll().add(pair.a(), OUT | ET);
        e.sees(pair.a().is(OUT));
        for (int bytes : new int[] {1, 1, 1 << 30, 0}) {
            e.seesNothing();
            set(pair.a(), TCP_NOTSENT_LOWAT, bytes);
            e.sees(pair.a().is(OUT));
        }
    }

    @Row(
            id = "X-TCP-25",
            says = "MSG_FASTOPEN connects: EINPROGRESS and no data sent, then data, then EISCONN")
    void fastOpen() {
        var l = listener();
        var s = socket(SOCK_STREAM);
        var to = addressOf(l);
        refused("sendto", EINPROGRESS, k.sendto(s.n, scratch(), 0, 5, MSG_FASTOPEN, to));
        epoll().add(s, OUT).seesWithin(LONG, s.is(OUT));
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
        var server = own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        refused("recv", EAGAIN, k.recv(server.n, scratch(), 0, 9, 0));
        expect("sendto", 5, k.sendto(s.n, scratch(), 0, 5, MSG_FASTOPEN, to));
        epoll().add(server, IN).seesWithin(LONG, server.is(IN));
        expect("recv", 5, k.recv(server.n, scratch(), 0, 9, 0));
        refused("sendto", EISCONN, k.sendto(s.n, scratch(), 0, 5, MSG_FASTOPEN, to));
        refused("sendto to l", EISCONN, k.sendto(l.n, scratch(), 0, 5, MSG_FASTOPEN, to));
    }

    @Row(
            id = "X-TCP-26",
            says = "MSG_FASTOPEN on a blocking socket connects and sends; without address EINVAL")
    void fastOpenThatWaits() {
        var l = listener();
        var s = own(k.socket(AF_INET, SOCK_STREAM, 0), "s");
        refused("send", EINVAL, k.send(s.n, scratch(), 0, 5, MSG_FASTOPEN));
        expect("sendto", 5, k.sendto(s.n, scratch(), 0, 5, MSG_FASTOPEN, addressOf(l)));
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
        var server = own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        epoll().add(server, IN).seesWithin(LONG, server.is(IN));
        expect("recv", 5, k.recv(server.n, scratch(), 0, 9, 0));
    }

    @Row(id = "X-TCP-27", says = "MSG_ERRQUEUE of a blocking TCP socket: EAGAIN, whatever it is")
    void errorQueue() {
        var s = own(k.socket(AF_INET, SOCK_STREAM, 0), "s");
        refused("recv", EAGAIN, k.recv(s.n, scratch(), 0, 9, MSG_ERRQUEUE));
        var l = listener();
        expect("connect", 0, k.connect(s.n, addressOf(l)));
        refused("recv", EAGAIN, k.recv(s.n, scratch(), 0, 9, MSG_ERRQUEUE));
        refused("recv", EAGAIN, k.recv(l.n, scratch(), 0, 9, MSG_ERRQUEUE));
    }

    @Row(
            id = "X-TCP-28",
            says = "TCP_LINGER2 of -1: a connection closed first is reset as soon as FIN is taken")
    void lingersNot() {
        var pair = connected();
        set(pair.a(), TCP_LINGER2, -1);
        var e = epoll().add(pair.b(), IN | OUT | RDHUP);
        pair.a().close();
        becomes(e, pair.b(), IN | OUT | RDHUP | ERR | HUP);
        expect("recv", 0, k.recv(pair.b().n, scratch(), 0, 9, 0));
    }
}
