package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

import io.epoll4j.sys.SockAddr;
import java.util.List;

/// What the topics on TCP and UDP share. What crosses the loopback is waited for, never assumed to
/// have arrived.
abstract class Wire extends Lab {
    static final int FULL = IN | OUT | PRI | RDHUP;

    final Fd socket(int type) {
        return own(k.socket(AF_INET, type | SOCK_NONBLOCK, 0), "s");
    }

    final Fd listener() {
        var fd = bound(socket(SOCK_STREAM));
        expect("listen", 0, k.listen(fd.n, 16));
        return fd;
    }

    final Fd bound(Fd fd) {
        expect("bind", 0, k.bind(fd.n, SockAddr.loopback(0)));
        return fd;
    }

    final SockAddr addressOf(Fd fd) {
        var address = new SockAddr();
        expect("getsockname", 0, k.getsockname(fd.n, address));
        return address;
    }

    /// Connects and answers when that is done.
    final Fd connect(Fd listener) {
        var client = socket(SOCK_STREAM);
        int answer = k.connect(client.n, addressOf(listener));
        expectTrue("connect: " + Names.answer(answer), answer == 0 || answer == -EINPROGRESS);
        epoll().add(client, OUT).seesWithin(LONG, client.is(OUT));
        return client;
    }

    /// `a` is the client, `b` the server's side.
    final Pair connected() {
        var listener = listener();
        var client = connect(listener);
        epoll().add(listener, IN).seesWithin(LONG, listener.is(IN));
        return new Pair(client, own(k.accept4(listener.n, null, SOCK_NONBLOCK), "c"));
    }

    /// Waits until a level-triggered epoll tells exactly these bits of `fd`.
    final void becomes(Ep e, Fd fd, int mask) {
        long end = System.nanoTime() + LONG * 1_000_000L;
        var seen = e.await(0);
        while (!seen.events().equals(List.of(fd.is(mask))) && System.nanoTime() < end) {
            Task.pause();
            seen = e.await(0);
        }
        expect("events of " + fd, show(List.of(fd.is(mask))), show(seen));
    }

    final int error(Fd fd) {
        return k.getsockopt(fd.n, SOL_SOCKET, SO_ERROR);
    }

    final void sendUrgent(Fd fd) {
        expect("send(MSG_OOB)", 1, k.send(fd.n, scratch(), 0, 1, MSG_OOB));
    }
}
