package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

/// Datagrams over the loopback.
final class Udp extends Wire {
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
