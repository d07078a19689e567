package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

import io.epoll4j.sys.SockAddr;

/// Datagrams between named AF_UNIX sockets: a full peer, a closed one, a stranger (unix(7)).
final class UnixDatagrams extends UnixNamed {
    @Row(
            id = "X-UX-07",
            says =
                    "datagrams: a connected sender is not OUT while its peer's queue is full, then"
                            + " an edge")
    void fullPeer() {
        var name = name();
        var receiver = bound(SOCK_DGRAM, name);
        var sender = socket(SOCK_DGRAM);
        expect("connect", 0, k.connect(sender.n, name));
        var lt = epoll().add(sender, OUT);
        var et = epoll().add(sender, OUT | ET);
        et.sees(sender.is(OUT));
        int sent = sender.fill(1);
        expectTrue("some went", sent > 1);
        lt.seesNothing();
        receiver.read(1);
        et.sees(sender.is(OUT));
        lt.sees(sender.is(OUT));
        sender.write(1);
        refused("full again", EAGAIN, sender.tryWrite(1));
    }

    @Row(
            id = "X-UX-08",
            says = "datagrams: an unconnected sender is OUT though every receiver is full")
    void fullReceiver() {
        var name = name();
        bound(SOCK_DGRAM, name);
        var sender = socket(SOCK_DGRAM);
        long n;
        do n = k.sendto(sender.n, scratch(), 0, 1, 0, name);
        while (n == 1);
        refused("full", EAGAIN, n);
        epoll().add(sender, OUT).sees(sender.is(OUT));
    }

    @Row(
            id = "X-UX-09",
            says = "a blocked sender goes on when its full peer reads; its close is ECONNREFUSED")
    void blockedSender() {
        var name = name();
        var receiver = bound(SOCK_DGRAM, name);
        var sender = socket(SOCK_DGRAM);
        expect("connect", 0, k.connect(sender.n, name));
        sender.fill(1);
        expect("F_SETFL", 0, k.fcntl(sender.n, F_SETFL, 0));
        var first = start("first", () -> sender.tryWrite(1)).untilAsleep();
        receiver.read(1);
        returns(1, first);
        var second = start("second", () -> sender.tryWrite(1)).untilAsleep();
        receiver.close();
        returns(-ECONNREFUSED, second);
    }

    @Row(
            id = "X-UX-10",
            says = "datagrams: the connected peer closes: ECONNREFUSED once, then ENOTCONN")
    void peerGone() {
        var name = name();
        var receiver = bound(SOCK_DGRAM, name);
        var sender = socket(SOCK_DGRAM);
        expect("connect", 0, k.connect(sender.n, name));
        receiver.close();
        refused("send", ECONNREFUSED, sender.tryWrite(1));
        refused("again", ENOTCONN, sender.tryWrite(1));
    }

    @Row(id = "X-UX-11", says = "datagrams: from any but the peer it is connected to: EPERM")
    void strangers() {
        var one = name();
        var other = name();
        var a = bound(SOCK_DGRAM, one);
        bound(SOCK_DGRAM, other);
        expect("connect", 0, k.connect(a.n, other));
        refused("sendto", EPERM, k.sendto(socket(SOCK_DGRAM).n, scratch(), 0, 1, 0, one));
        refused("connect", EPERM, k.connect(socket(SOCK_DGRAM).n, one));
    }

    @Row(id = "X-UX-12", says = "recvfrom tells the sender's name, and none for who has none")
    void sendersName() {
        var name = name();
        var mine = name();
        var receiver = bound(SOCK_DGRAM, name);
        var from = new SockAddr();
        expect("named", 1, k.sendto(bound(SOCK_DGRAM, mine).n, scratch(), 0, 1, 0, name));
        expect("recvfrom", 1, k.recvfrom(receiver.n, scratch(), 0, 9, 0, from));
        expect("sender", mine, from);
        expect("nameless", 1, k.sendto(socket(SOCK_DGRAM).n, scratch(), 0, 1, 0, name));
        expect("recvfrom", 1, k.recvfrom(receiver.n, scratch(), 0, 9, 0, from));
        expect("sender", 0, from.length());
    }
}
