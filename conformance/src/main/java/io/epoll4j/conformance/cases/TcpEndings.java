package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMFILE;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;

import io.epoll4j.sys.SockAddr;
import java.lang.foreign.ValueLayout;

/// How TCP connections end when something is still on its way, and what they hold until then.
final class TcpEndings extends Wire {
    private void linger(Fd fd, int seconds) {
        var linger = scratch().asSlice(0, 8);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        linger.set(ValueLayout.JAVA_INT, 4, seconds);
        expect("SO_LINGER", 0, k.setsockopt(fd.n, SOL_SOCKET, SO_LINGER, linger));
    }

    /// Writes until nothing more is taken and nothing on its way makes room; answers how many
    /// bytes.
    private long fillUp(Pair c) {
        long sum = 0;
        var e = epoll().add(c.a(), OUT | ET);
        do {
            for (long n; (n = c.a().tryWrite(65_536)) > 0; ) sum += n;
        } while (!e.await(20).events().isEmpty());
        return sum;
    }

    /// Reads to the end of the stream; answers how many bytes.
    private long readToEnd(Fd fd) {
        long sum = 0;
        long end = System.nanoTime() + LONG * 1_000_000L;
        for (; ; ) {
            long n = fd.tryRead(65_536);
            if (n == 0) return sum;
            expectTrue("read: " + Names.answer(n), n > 0 || n == -EAGAIN);
            expectTrue("the end comes", System.nanoTime() < end);
            if (n > 0) sum += n;
            else Task.pause();
        }
    }

    @Row(
            id = "X-TCP-14",
            says = "SHUT_WR behind data that the peer has no room for: RDHUP comes after the data")
    void endBehindData() {
        var c = connected();
        long sent = fillUp(c);
        expect("shutdown", 0, k.shutdown(c.a().n, SHUT_WR));
        var e = epoll().add(c.b(), IN | RDHUP);
        e.seesWithin(20, c.b().is(IN));
        expect("bytes", sent, readToEnd(c.b()));
        e.sees(c.b().is(IN | RDHUP));
    }

    @Row(
            id = "X-TCP-15",
            says =
                    "SO_LINGER 1 and a peer that reads nothing: close takes a second, no byte is"
                            + " lost")
    void lingersInVain() {
        var c = connected();
        long sent = fillUp(c);
        linger(c.a(), 1);
        long time = milliseconds(c.a()::close);
        expectTrue("close took " + time + " ms", time >= 990);
        expect("bytes", sent, readToEnd(c.b()));
    }

    @Row(
            id = "X-TCP-16",
            says = "SO_LINGER 60: close returns once the peer has taken all, non-blocking or not")
    void lingersUntilTaken() {
        var c = connected();
        long sent = fillUp(c);
        linger(c.a(), 60);
        var closing =
                start(
                        "close",
                        () -> {
                            c.a().close();
                            return 0L;
                        });
        expect("bytes", sent, readToEnd(c.b()));
        returns(0, closing);
    }

    @Row(id = "X-TCP-17", says = "accept with no descriptor left: EMFILE, and the connection stays")
    void acceptAtTheLimit() {
        var l = listener();
        connect(l);
        var e = epoll().add(l, IN);
        e.seesWithin(LONG, l.is(IN));
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(RLIMIT_NOFILE, limits));
        var last = eventfd(0);
        int refused;
        ok("setrlimit", k.setrlimit(RLIMIT_NOFILE, last.n + 1, limits[1]));
        try {
            refused = k.accept4(l.n, null, SOCK_NONBLOCK);
        } finally {
            ok("setrlimit", k.setrlimit(RLIMIT_NOFILE, limits[0], limits[1]));
        }
        refused("accept4 at the limit", EMFILE, refused);
        e.sees(l.is(IN));
        own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        e.seesNothing();
    }

    @Row(
            id = "X-TCP-18",
            says = "an accepted connection holds its listener's port until it is dissolved")
    void portIsHeld() {
        var l = listener();
        var address = addressOf(l);
        var c = connect(l);
        epoll().add(l, IN).seesWithin(LONG, l.is(IN));
        var s = own(k.accept4(l.n, null, SOCK_NONBLOCK), "c");
        refused("bind of the accepted", EINVAL, k.bind(s.n, SockAddr.loopback(0)));
        l.close();
        refused("bind", EADDRINUSE, k.bind(socket(SOCK_STREAM).n, address));
        expect("AF_UNSPEC", 0, k.connect(s.n, unspecified()));
        becomes(epoll().add(c, FULL), c, IN | OUT | RDHUP | ERR | HUP);
        expect("bind", 0, k.bind(socket(SOCK_STREAM).n, address));
    }

    private static SockAddr unspecified() {
        var address = SockAddr.loopback(0);
        address.memory().set(ValueLayout.JAVA_SHORT, 0, (short) 0);
        return address;
    }

    @Row(
            id = "X-HE-29",
            says = "a second urgent byte takes the first one's place, which is never read")
    void urgentTwice() {
        var c = connected();
        var e = epoll().add(c.b(), IN | PRI | ET);
        for (int i = 1; i <= 2; i++) {
            scratch().set(ValueLayout.JAVA_BYTE, 0, (byte) i);
            sendUrgent(c.a());
            expectTrue("an edge", !e.await(LONG).events().isEmpty());
        }
        expect("recv(MSG_OOB)", 1, k.recv(c.b().n, scratch(), 0, 1, MSG_OOB));
        expect("the second", 2, scratch().get(ValueLayout.JAVA_BYTE, 0));
        refused("recv(MSG_OOB)", EINVAL, k.recv(c.b().n, scratch(), 0, 1, MSG_OOB));
        refused("read", EAGAIN, c.b().tryRead(9));
    }
}
