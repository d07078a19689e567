package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.SockAddr;

/// Unix sockets whose only references are in one another's queues: somebody has to find them
/// (net/unix/garbage.c). A pipe whose reader went with them tells when they are gone.
final class Cycles extends Passed {
    /// Waits until nobody can read from the pipe. Linux looks for such sockets a moment after one
    /// was closed, and not again before the next is.
    private void expectCollected(Fd writer) {
        long end = System.nanoTime() + LONG * 1_000_000L;
        while ((writer.polled() & ERR) == 0) {
            expectTrue("nobody can read what " + writer + " writes", System.nanoTime() < end);
            closeAnother();
            Task.pause();
        }
        refused("write", EPIPE, writer.tryWrite(1));
    }

    private void closeAnother() {
        var s = stream();
        s.a().close();
        s.b().close();
    }

    @Row(id = "X-CY-01", says = "a socket in its own queue, closed: what came with it is closed")
    void ownQueue() {
        for (int first = 0; first < 2; first++) {
            var s = stream();
            var p = pipe();
            pass(s.a(), s.b(), p.r());
            p.r().close();
            (first == 0 ? s.a() : s.b()).close();
            if (first == 0) p.w().polls(OUT | WRNORM);
            (first == 0 ? s.b() : s.a()).close();
            expectCollected(p.w());
        }
    }

    @Row(id = "X-CY-02", says = "two pairs, each with an end of the other's in a queue")
    void across() {
        var one = stream();
        var other = datagram();
        var p = pipe();
        pass(one.a(), other.b(), p.r());
        pass(other.a(), one.b());
        p.r().close();
        for (var fd : new Fd[] {one.a(), one.b(), other.a(), other.b()}) fd.close();
        expectCollected(p.w());
    }

    @Row(id = "X-CY-03", says = "a listener sent over a connection that waits in its queue")
    void listener() {
        var name = SockAddr.ofAbstract("epoll4j-cycle-" + System.nanoTime());
        var l = own(k.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), "l");
        expect("bind", 0, k.bind(l.n, name));
        expect("listen", 0, k.listen(l.n, 1));
        var c = own(k.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), "c");
        expect("connect", 0, k.connect(c.n, name));
        var p = pipe();
        pass(c, l, p.r());
        p.r().close();
        l.close();
        c.close();
        expectCollected(p.w());
    }

    @Row(id = "X-CY-04", says = "a bound socket of datagrams in its own queue")
    void datagrams() {
        var name = SockAddr.ofAbstract("epoll4j-cycle-" + System.nanoTime());
        var bound = own(k.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), "d");
        expect("bind", 0, k.bind(bound.n, name));
        expect("connect", 0, k.connect(bound.n, name));
        var p = pipe();
        pass(bound, bound, p.r());
        p.r().close();
        bound.close();
        expectCollected(p.w());
    }

    @Row(
            id = "X-CY-05",
            says = "a cycle that somebody can still receive lives, with all in its queues")
    void reachable() {
        var s = stream();
        var mail = stream();
        var p = pipe();
        pass(s.a(), s.b(), p.r());
        pass(mail.a(), s.b());
        p.r().close();
        s.a().close();
        s.b().close();
        for (int i = 0; i < 20; i++) {
            closeAnother();
            p.w().polls(OUT | WRNORM);
        }
        var found = passed(mail.b(), 0);
        var m = message(1, 8);
        expect("recvmsg", 1, k.recvmsg(found.n, m, 0));
        expect("descriptors", 2, m.descriptorCount());
        var again = own(m.descriptor(0), "b");
        var reader = own(m.descriptor(1), "r");
        p.w().write(3);
        reader.read(3);
        found.close();
        again.close();
        reader.close();
        p.w().polls(OUT | WRNORM | ERR);
    }

    @Row(id = "X-CY-06", says = "a chain of 500 sockets, each in the next one's queue: all go")
    void chain() {
        var p = pipe();
        var s = stream();
        pass(s.a(), p.r());
        p.r().close();
        s.a().close();
        var last = s.b();
        for (int i = 0; i < 500; i++) {
            var next = stream();
            pass(next.a(), last);
            next.a().close();
            last.close();
            last = next.b();
        }
        last.close();
        expectCollected(p.w());
    }
}
