package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;

/// MSG_ERRQUEUE, where no error is queued: nobody waits for one (recv(2)).
final class ErrorQueues extends Wire {
    private void expectNothingQueued(Fd fd) {
        for (int more : new int[] {0, MSG_PEEK, MSG_OOB, MSG_WAITALL}) {
            int flags = MSG_ERRQUEUE | more;
            refused("recv", EAGAIN, k.recv(fd.n, scratch(), 0, 10, flags));
            var vector = new IoVec(1);
            vector.set(0, scratch(), 0, 10);
            refused("recvmsg", EAGAIN, k.recvmsg(fd.n, new Message(vector, null, 0), flags));
        }
    }

    private Fd blocking(Fd fd) {
        expect("F_SETFL", 0, k.fcntl(fd.n, F_SETFL, 0));
        return fd;
    }

    @Row(id = "X-EQ-01", says = "UDP: EAGAIN at once though the socket blocks; a datagram stays")
    void datagrams() {
        var a = blocking(bound(socket(SOCK_DGRAM)));
        var b = socket(SOCK_DGRAM);
        expectNothingQueued(a);
        expect("sendto", 3, k.sendto(b.n, scratch(), 0, 3, 0, addressOf(a)));
        epoll().add(a, IN).seesWithin(LONG, a.is(IN));
        expectNothingQueued(a);
        a.read(3);
    }

    @Row(id = "X-EQ-02", says = "UDP: an error that waits is not looked at, and not taken")
    void pendingError() {
        var gone = bound(socket(SOCK_DGRAM));
        var address = addressOf(gone);
        gone.close();
        var s = socket(SOCK_DGRAM);
        expect("connect", 0, k.connect(s.n, address));
        expect("send", 1, k.send(s.n, scratch(), 0, 1, 0));
        becomes(epoll().add(s, IN), s, ERR);
        expectNothingQueued(s);
        refused("recv", ECONNREFUSED, s.tryRead(10));
    }

    @Row(id = "X-EQ-03", says = "TCP: EAGAIN at once, fresh, listening, connected and at the end")
    void streams() {
        var fresh = blocking(socket(SOCK_STREAM));
        expectNothingQueued(fresh);
        var listener = blocking(listener());
        expectNothingQueued(listener);
        refused("recv", ENOTCONN, listener.tryRead(1));
        var c = connected();
        expectNothingQueued(blocking(c.b()));
        c.a().write(3);
        epoll().add(c.b(), IN).seesWithin(LONG, c.b().is(IN));
        expectNothingQueued(c.b());
        c.b().read(3);
        c.a().close();
        epoll().add(c.b(), RDHUP).seesWithin(LONG, c.b().is(RDHUP));
        expectNothingQueued(c.b());
        expect("the end", 0, c.b().tryRead(1));
    }

    @Row(id = "X-EQ-04", says = "unix sockets know no such queue: the flag means nothing to them")
    void unix() {
        for (var pair : new Pair[] {stream(), datagram()}) {
            refused("recv", EAGAIN, k.recv(pair.b().n, scratch(), 0, 10, MSG_ERRQUEUE));
            pair.a().write(3);
            expect("recv", 3, k.recv(pair.b().n, scratch(), 0, 10, MSG_ERRQUEUE));
        }
    }
}
