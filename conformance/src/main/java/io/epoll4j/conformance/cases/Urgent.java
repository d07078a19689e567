package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_OOBINLINE;

import io.epoll4j.conformance.Scope;

/// TCP's urgent byte, which is what EPOLLPRI is about (tcp(7)).
final class Urgent extends Wire {
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
            id = "X-HE-27",
            says = "an urgent byte alone is no IN, inline it is; recv(MSG_OOB) takes the one, once")
    void urgentAlone() {
        for (int inline = 0; inline < 2; inline++) {
            var c = connected();
            expect("SO_OOBINLINE", 0, k.setsockopt(c.b().n, SOL_SOCKET, SO_OOBINLINE, inline));
            var e = epoll().add(c.b(), IN | PRI);
            sendUrgent(c.a());
            becomes(e, c.b(), inline == 0 ? PRI : IN | PRI);
            if (inline == 0) {
                expect("peek", 1, k.recv(c.b().n, scratch(), 0, 1, MSG_OOB | MSG_PEEK));
                expect("recv(MSG_OOB)", 1, k.recv(c.b().n, scratch(), 0, 1, MSG_OOB));
                refused("recv", EAGAIN, c.b().tryRead(1));
            } else {
                c.b().read(1);
            }
            refused("again", EINVAL, k.recv(c.b().n, scratch(), 0, 1, MSG_OOB));
            becomes(epoll().add(c.b(), IN | PRI | OUT), c.b(), OUT);
        }
    }

    @Row(id = "X-HE-28", says = "a read stops before the urgent byte, and goes on behind it")
    void mark() {
        var c = connected();
        c.a().write(3);
        sendUrgent(c.a());
        c.a().write(4);
        epoll().add(c.b(), PRI).seesWithin(LONG, c.b().is(PRI));
        expect("before", 3, c.b().tryRead(100));
        expect("behind", 4, c.b().tryRead(100));
        c.b().polls(OUT | WRNORM);
    }
}
