package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.conformance.Scope;

/// Listening, connecting and accepting over the loopback.
final class TcpConnecting extends Wire {
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
}
