package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EDESTADDRREQ;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EISCONN;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.ENOTSOCK;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.Errno.EPROTONOSUPPORT;
import static io.epoll4j.sys.Errno.ESOCKTNOSUPPORT;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

import io.epoll4j.sys.SockAddr;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/// What the calls on sockets refuse, and what they look at first (socket(7), net/socket.c).
final class SocketErrors extends Wire {
    private Fd unix(int type) {
        return own(k.socket(AF_UNIX, type | SOCK_NONBLOCK, 0), "u");
    }

    /// Every call that wants a socket, with arguments a socket would take.
    private Map<String, IntToLongFunction> calls() {
        var address = SockAddr.loopback(9);
        var calls = new LinkedHashMap<String, IntToLongFunction>();
        calls.put("bind", fd -> k.bind(fd, address));
        calls.put("listen", fd -> k.listen(fd, 1));
        calls.put("accept4", fd -> k.accept4(fd, null, 0));
        calls.put("connect", fd -> k.connect(fd, address));
        calls.put("shutdown", fd -> k.shutdown(fd, SHUT_WR));
        calls.put("getsockname", fd -> k.getsockname(fd, new SockAddr()));
        calls.put("getpeername", fd -> k.getpeername(fd, new SockAddr()));
        calls.put("getsockopt", fd -> k.getsockopt(fd, SOL_SOCKET, SO_ERROR));
        calls.put("setsockopt", fd -> k.setsockopt(fd, SOL_SOCKET, 2, 1));
        calls.put("recv", fd -> k.recv(fd, scratch(), 0, 1, 0));
        calls.put("send", fd -> k.send(fd, scratch(), 0, 1, 0));
        calls.put("recvfrom", fd -> k.recvfrom(fd, scratch(), 0, 1, 0, new SockAddr()));
        calls.put("sendto", fd -> k.sendto(fd, scratch(), 0, 1, 0, address));
        return calls;
    }

    @Row(
            id = "X-SO-01",
            says = "every socket call on what is none: ENOTSOCK; on a closed number: EBADF")
    void notSockets() {
        int closed = closedNumber();
        Fd[] others = {eventfd(1), timer(), pipe().r(), epoll()};
        calls().forEach((name, call) -> {
            for (var fd : others) refused(name + " of " + fd, ENOTSOCK, call.applyAsLong(fd.n));
            refused(name + " of a closed one", EBADF, call.applyAsLong(closed));
            refused(name + " of -1", EBADF, call.applyAsLong(-1));
        });
    }

    @Row(id = "X-SO-02", says = "socket: families, types, protocols and flags that are not there")
    void making() {
        refused("family -1", EAFNOSUPPORT, k.socket(-1, SOCK_STREAM, 0));
        refused("family 99", EAFNOSUPPORT, k.socket(99, SOCK_STREAM, 0));
        refused("flags", EINVAL, k.socket(99, SOCK_STREAM | 0x10, 0));
        refused("type 15", EINVAL, k.socket(AF_INET, 15, 0));
        refused("type 0", ESOCKTNOSUPPORT, k.socket(AF_INET, 0, 0));
        refused("a stream of UDP", EPROTONOSUPPORT, k.socket(AF_INET, SOCK_STREAM, 17));
        refused("protocol -1", EINVAL, k.socket(AF_INET, SOCK_STREAM, -1));
        refused("unix of type 4", ESOCKTNOSUPPORT, k.socket(AF_UNIX, 4, 0));
        refused("unix of protocol 6", EPROTONOSUPPORT, k.socket(AF_UNIX, SOCK_STREAM, 6));
    }

    @Row(
            id = "X-SO-03",
            says = "socketpair is for AF_UNIX: others EOPNOTSUPP, and no number is lost")
    void pairs() {
        var fds = new int[2];
        int first = eventfd(0).n;
        for (int i = 0; i < 50; i++) {
            refused("AF_INET", EOPNOTSUPP, k.socketpair(AF_INET, SOCK_STREAM, 0, fds));
            refused("type 4", ESOCKTNOSUPPORT, k.socketpair(AF_UNIX, 4, 0, fds));
            refused("flags", EINVAL, k.socketpair(AF_UNIX, SOCK_STREAM | 0x10, 0, fds));
        }
        // Near, for the JVM itself opens a file now and then.
        expectTrue("the next number is near the first", eventfd(0).n <= first + 32);
        ok("flags", k.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 1, fds));
        own(fds[0], "a").polls(OUT | WRNORM | WRBAND);
        own(fds[1], "b").polls(OUT | WRNORM | WRBAND);
    }

    @Row(
            id = "X-SO-04",
            says =
                    "listen: a datagram socket EOPNOTSUPP, a nameless unix one EINVAL, twice is"
                            + " fine")
    void listening() {
        refused("UDP", EOPNOTSUPP, k.listen(socket(SOCK_DGRAM).n, 1));
        refused("unix datagrams", EOPNOTSUPP, k.listen(unix(SOCK_DGRAM).n, 1));
        refused("nameless", EINVAL, k.listen(unix(SOCK_STREAM).n, 1));
        refused("paired", EINVAL, k.listen(stream().a().n, 1));
        var tcp = socket(SOCK_STREAM);
        expect("TCP takes a port by itself", 0, k.listen(tcp.n, 1));
        expect("again", 0, k.listen(tcp.n, 0));
        expectTrue("a port", addressOf(tcp).port() != 0);
        refused("connected", EINVAL, k.listen(connected().a().n, 1));
    }

    @Row(
            id = "X-SO-05",
            says =
                    "accept: not listening EINVAL, datagrams EOPNOTSUPP, none there EAGAIN, flags"
                            + " first")
    void accepting() {
        var l = listener();
        refused("flags", EINVAL, k.accept4(eventfd(0).n, null, 1));
        refused("fresh", EINVAL, k.accept4(socket(SOCK_STREAM).n, null, 0));
        refused("UDP", EOPNOTSUPP, k.accept4(socket(SOCK_DGRAM).n, null, 0));
        refused("unix", EINVAL, k.accept4(unix(SOCK_STREAM).n, null, 0));
        refused("unix datagrams", EOPNOTSUPP, k.accept4(unix(SOCK_DGRAM).n, null, 0));
        refused("connected", EINVAL, k.accept4(connected().a().n, null, 0));
        refused("nobody came", EAGAIN, k.accept4(l.n, null, SOCK_NONBLOCK));
    }

    @Row(
            id = "X-SO-06",
            says = "bind: twice EINVAL, in use EADDRINUSE, another family EAFNOSUPPORT or EINVAL")
    void binding() {
        var a = bound(socket(SOCK_STREAM));
        refused("twice", EINVAL, k.bind(a.n, SockAddr.loopback(0)));
        refused("in use", EADDRINUSE, k.bind(socket(SOCK_STREAM).n, addressOf(a)));
        var u = bound(socket(SOCK_DGRAM));
        refused("UDP in use", EADDRINUSE, k.bind(socket(SOCK_DGRAM).n, addressOf(u)));
        var elsewhere = new SockAddr();
        elsewhere.setInet(0x08080808, 0);
        refused("elsewhere", EADDRNOTAVAIL, k.bind(socket(SOCK_STREAM).n, elsewhere));
        var unix = SockAddr.ofAbstract("a-name-of-twenty-bytes");
        refused("a unix name", EAFNOSUPPORT, k.bind(socket(SOCK_STREAM).n, unix));
        refused("a short one", EINVAL, k.bind(socket(SOCK_STREAM).n, SockAddr.ofAbstract("a")));
        refused("for unix", EINVAL, k.bind(unix(SOCK_STREAM).n, SockAddr.loopback(1)));
    }

    @Row(
            id = "X-SO-07",
            says = "shutdown: how 3 EINVAL or ENOTCONN, unconnected ENOTCONN, but a unix stream 0")
    void shuttingDown() {
        for (int how : new int[] {SHUT_RD, SHUT_WR, SHUT_RDWR}) {
            refused("TCP " + how, ENOTCONN, k.shutdown(socket(SOCK_STREAM).n, how));
            refused("UDP " + how, ENOTCONN, k.shutdown(socket(SOCK_DGRAM).n, how));
            expect("unix " + how, 0, k.shutdown(unix(SOCK_STREAM).n, how));
        }
        for (int how : new int[] {-1, 3}) {
            refused("TCP " + how, EINVAL, k.shutdown(socket(SOCK_STREAM).n, how));
            refused("connected " + how, EINVAL, k.shutdown(connected().a().n, how));
            refused("unix " + how, EINVAL, k.shutdown(stream().a().n, how));
        }
    }

    @Row(id = "X-SO-08", says = "unconnected: send and recv refuse, each kind in its own way")
    void unconnected() {
        var tcp = socket(SOCK_STREAM);
        var udp = socket(SOCK_DGRAM);
        var stream = unix(SOCK_STREAM);
        var datagram = unix(SOCK_DGRAM);
        var packet = unix(SOCK_SEQPACKET);
        refused("TCP send", EPIPE, tcp.tryWrite(1));
        refused("TCP recv", ENOTCONN, tcp.tryRead(1));
        refused("UDP send", EDESTADDRREQ, udp.tryWrite(1));
        refused("UDP recv", EAGAIN, udp.tryRead(1));
        refused("unix send", ENOTCONN, stream.tryWrite(1));
        refused("unix recv", EINVAL, stream.tryRead(1));
        refused("datagram send", ENOTCONN, datagram.tryWrite(1));
        refused("datagram recv", EAGAIN, datagram.tryRead(1));
        refused("packet send", ENOTCONN, packet.tryWrite(1));
        refused("packet recv", ENOTCONN, packet.tryRead(1));
    }

    @Row(id = "X-SO-09", says = "a listener: send and recv refuse, connect EISCONN, no peer")
    void listenersRefuse() {
        var l = listener();
        refused("send", EPIPE, l.tryWrite(1));
        refused("recv", ENOTCONN, l.tryRead(1));
        refused("connect", EISCONN, k.connect(l.n, addressOf(l)));
        refused("getpeername", ENOTCONN, k.getpeername(l.n, new SockAddr()));
    }

    @Row(
            id = "X-SO-10",
            says = "sendto with a target on connected streams: TCP takes it, unix EISCONN")
    void needlessTarget() {
        var c = connected();
        expect("TCP", 1, k.sendto(c.a().n, scratch(), 0, 1, 0, SockAddr.loopback(9)));
        var s = stream();
        var name = SockAddr.ofAbstract("nobody-" + System.nanoTime());
        refused("unix", EISCONN, k.sendto(s.a().n, scratch(), 0, 1, 0, name));
        refused("fresh unix", EOPNOTSUPP, k.sendto(unix(SOCK_STREAM).n, scratch(), 0, 1, 0, name));
        refused("datagrams", ECONNREFUSED, k.sendto(datagram().a().n, scratch(), 0, 1, 0, name));
    }

    @Row(
            id = "X-SO-11",
            says = "names: an unbound socket has address 0 and port 0, an unnamed unix one nothing")
    void names() {
        var fresh = addressOf(socket(SOCK_STREAM));
        expect("address", 0, fresh.inetAddress());
        expect("port", 0, fresh.port());
        var unix = addressOf(unix(SOCK_STREAM));
        expect("family", AF_UNIX, unix.family());
        expect("name", 0, unix.unixName().length);
        refused("no peer", ENOTCONN, k.getpeername(socket(SOCK_DGRAM).n, new SockAddr()));
        refused("no unix peer", ENOTCONN, k.getpeername(unix(SOCK_STREAM).n, new SockAddr()));
        var c = connected();
        var peer = new SockAddr();
        expect("getpeername", 0, k.getpeername(c.a().n, peer));
        expect("the other's name", addressOf(c.b()), peer);
    }

    @Row(
            id = "X-SO-12",
            says = "a bad buffer goes before a bad number in recv and send, and after it in read")
    void buffers() {
        int closed = closedNumber();
        long end = scratch().byteSize();
        refused("recv", EFAULT, k.recv(closed, scratch(), end, 1, 0));
        refused("send", EFAULT, k.send(closed, scratch(), end, 1, 0));
        refused("read", EBADF, k.read(closed, scratch(), end, 1));
        refused("write", EBADF, k.write(closed, scratch(), end, 1));
    }
}
