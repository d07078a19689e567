package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;

/// Flags of send and recv: peeking, cutting, waiting for all (recv(2)).
final class Messages extends Wire {
    private long recv(Fd fd, int length, int flags) {
        return k.recv(fd.n, scratch(), 0, length, flags);
    }

    private Message message(int length, int room) {
        var vector = new IoVec(1);
        vector.set(0, scratch(), 0, length);
        return new Message(vector, null, room);
    }

    @Row(
            id = "X-MS-01",
            says = "MSG_PEEK leaves everything: IN stays, an ET item is told nothing new")
    void peek() {
        for (var p : new Pair[] {stream(), datagram(), connected()}) {
            var lt = epoll().add(p.b(), IN);
            var et = epoll().add(p.b(), IN | ET);
            p.a().write(5);
            lt.seesWithin(LONG, p.b().is(IN));
            et.sees(p.b().is(IN));
            expect("peek", 3, recv(p.b(), 3, MSG_PEEK));
            expect("peek", 5, recv(p.b(), 9, MSG_PEEK));
            lt.sees(p.b().is(IN));
            et.seesNothing();
            expect("recv", 5, recv(p.b(), 9, 0));
            lt.seesNothing();
        }
    }

    @Row(
            id = "X-MS-02",
            says = "a datagram longer than the buffer is cut; MSG_TRUNC tells its length")
    void truncation() {
        var d = datagram();
        for (int i = 0; i < 3; i++) d.a().write(10);
        expect("peeked", 10, recv(d.b(), 4, MSG_PEEK | MSG_TRUNC));
        expect("cut", 4, recv(d.b(), 4, 0));
        expect("told", 10, recv(d.b(), 4, MSG_TRUNC));
        var m = message(4, 0);
        expect("recvmsg", 4, k.recvmsg(d.b().n, m, 0));
        expect("its flags", MSG_TRUNC, m.flags());
        refused("all gone", EAGAIN, recv(d.b(), 4, 0));
    }

    @Row(id = "X-MS-03", says = "TCP with MSG_TRUNC throws bytes away without storing them")
    void tcpTruncation() {
        var c = connected();
        c.a().write(10);
        epoll().add(c.b(), IN).seesWithin(LONG, c.b().is(IN));
        expect("thrown away", 6, recv(c.b(), 6, MSG_TRUNC));
        expect("the rest", 4, recv(c.b(), 10, 0));
    }

    @Row(
            id = "X-MS-04",
            says = "MSG_WAITALL waits for all; the end, or DONTWAIT, gives what there is")
    void waitAll() {
        for (var p : new Pair[] {stream(), connected()}) {
            expect("F_SETFL", 0, k.fcntl(p.b().n, F_SETFL, 0));
            var reader = start("reader", () -> recv(p.b(), 10, MSG_WAITALL)).untilAsleep();
            p.a().write(4);
            returned();
            expectTrue("still waiting", !reader.done());
            p.a().write(6);
            returns(10, reader);
            p.a().write(3);
            epoll().add(p.b(), IN).seesWithin(LONG, p.b().is(IN));
            expect("at once", 3, recv(p.b(), 10, MSG_WAITALL | MSG_DONTWAIT));
            var last = start("last", () -> recv(p.b(), 10, MSG_WAITALL)).untilAsleep();
            p.a().write(2);
            p.a().close();
            returns(2, last);
        }
    }

    @Row(
            id = "X-MS-05",
            says = "MSG_DONTWAIT on a blocking socket: EAGAIN, and its flag stays as it was")
    void dontWait() {
        var s = stream();
        expect("F_SETFL", 0, k.fcntl(s.a().n, F_SETFL, 0));
        refused("recv", EAGAIN, recv(s.a(), 1, MSG_DONTWAIT));
        var reader = start("reader", () -> recv(s.a(), 1, 0)).untilAsleep();
        s.b().write(1);
        returns(1, reader);
    }

    @Row(id = "X-MS-06", says = "MSG_OOB on datagrams: EOPNOTSUPP, none there: EINVAL")
    void outOfBand() {
        refused("send", EOPNOTSUPP, k.send(datagram().a().n, scratch(), 0, 1, MSG_OOB));
        refused("recv", EOPNOTSUPP, recv(datagram().a(), 1, MSG_OOB));
        refused("TCP, none there", EINVAL, recv(connected().a(), 1, MSG_OOB));
    }

    @Row(id = "X-MS-07", says = "a packet larger than the sender's buffer: EMSGSIZE, and OUT stays")
    void tooLarge() {
        for (var p : new Pair[] {datagram(), packets()}) {
            expect("SNDBUF", 0, k.setsockopt(p.a().n, SOL_SOCKET, SO_SNDBUF, 1));
            refused("send", EMSGSIZE, p.a().tryWrite(10_000));
            epoll().add(p.a(), OUT).sees(p.a().is(OUT));
        }
    }

    private Pair packets() {
        var fds = new int[2];
        int type = SOCK_SEQPACKET | io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
        ok("socketpair", k.socketpair(io.epoll4j.sys.SocketFlags.AF_UNIX, type, 0, fds));
        return new Pair(own(fds[0], "a"), own(fds[1], "b"));
    }

    @Row(
            id = "X-MS-08",
            says = "SOCK_SEQPACKET: packets as sent, rest thrown away, the end is 0 and HUP")
    void sequenced() {
        var p = packets();
        var e = epoll().add(p.b(), IN | RDHUP);
        p.a().write(10);
        p.a().write(20);
        e.sees(p.b().is(IN));
        expect("first", 4, p.b().tryRead(4));
        expect("second", 20, p.b().tryRead(100));
        e.seesNothing();
        p.a().close();
        e.sees(p.b().is(IN | RDHUP | HUP));
        expect("the end", 0, p.b().tryRead(4));
    }
}
