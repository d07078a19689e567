package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EDOM;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOPROTOOPT;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_UDP;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ACCEPTCONN;
import static io.epoll4j.sys.SocketFlags.SO_DOMAIN;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;
import static io.epoll4j.sys.SocketFlags.SO_KEEPALIVE;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_PROTOCOL;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.SO_RCVLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;
import static io.epoll4j.sys.SocketFlags.SO_SNDLOWAT;
import static io.epoll4j.sys.SocketFlags.SO_TYPE;
import static io.epoll4j.sys.SocketFlags.TCP_KEEPIDLE;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Options of sockets, above all those that decide when a socket is ready (socket(7)).
final class SocketOptions extends Wire {
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;

    private int get(Fd fd, int option) {
        return k.getsockopt(fd.n, SOL_SOCKET, option);
    }

    private int set(Fd fd, int option, int value) {
        return k.setsockopt(fd.n, SOL_SOCKET, option, value);
    }

    @Row(id = "X-OP-01", says = "what a socket is: type, domain, protocol, and whether it listens")
    void kinds() {
        var tcp = socket(SOCK_STREAM);
        expect("type", SOCK_STREAM, get(tcp, SO_TYPE));
        expect("domain", AF_INET, get(tcp, SO_DOMAIN));
        expect("protocol", IPPROTO_TCP, get(tcp, SO_PROTOCOL));
        expect("protocol", IPPROTO_UDP, get(socket(SOCK_DGRAM), SO_PROTOCOL));
        expect("domain", AF_UNIX, get(stream().a(), SO_DOMAIN));
        expect("protocol", 0, get(stream().a(), SO_PROTOCOL));
        expect("fresh", 0, get(tcp, SO_ACCEPTCONN));
        expect("listening", 1, get(listener(), SO_ACCEPTCONN));
    }

    @Row(
            id = "X-OP-02",
            says = "unknown options and levels, those that cannot be set, values too short")
    void refusals() {
        var tcp = socket(SOCK_STREAM);
        var unix = stream().a();
        refused("option 999", ENOPROTOOPT, set(tcp, 999, 1));
        refused("get 999", ENOPROTOOPT, get(tcp, 999));
        for (int option : new int[] {SO_TYPE, SO_ERROR, SO_DOMAIN, SO_ACCEPTCONN, SO_SNDLOWAT}) {
            refused("set " + option, ENOPROTOOPT, set(tcp, option, 1));
        }
        refused("level 999 of TCP", ENOPROTOOPT, k.setsockopt(tcp.n, 999, 1, 1));
        refused("level TCP of unix", EOPNOTSUPP, k.setsockopt(unix.n, IPPROTO_TCP, 1, 1));
        refused("TCP option 999", ENOPROTOOPT, k.setsockopt(tcp.n, IPPROTO_TCP, 999, 1));
        refused("REUSEPORT of unix", EOPNOTSUPP, set(unix, SO_REUSEPORT, 1));
        var two = scratch().asSlice(0, 2);
        refused("two bytes", EINVAL, k.setsockopt(tcp.n, SOL_SOCKET, SO_KEEPALIVE, two));
        refused("none", EINVAL, k.setsockopt(tcp.n, SOL_SOCKET, SO_KEEPALIVE, MemorySegment.NULL));
        refused("KEEPIDLE 0", EINVAL, k.setsockopt(tcp.n, IPPROTO_TCP, TCP_KEEPIDLE, 0));
    }

    @Row(id = "X-OP-03", says = "switches are 0 or 1 whatever is set; what does not fit is cut off")
    void values() {
        var tcp = socket(SOCK_STREAM);
        expect("set", 0, set(tcp, SO_KEEPALIVE, 77));
        expect("is", 1, get(tcp, SO_KEEPALIVE));
        expect("set", 0, k.setsockopt(tcp.n, IPPROTO_TCP, TCP_NODELAY, -3));
        expect("is", 1, k.getsockopt(tcp.n, IPPROTO_TCP, TCP_NODELAY));
        scratch().set(ValueLayout.JAVA_INT, 0, -1);
        var byteOnly = scratch().asSlice(0, 1);
        expect("into a byte", 1, k.getsockopt(tcp.n, SOL_SOCKET, SO_KEEPALIVE, byteOnly));
        expect("that byte alone", 0xffff_ff01, scratch().get(ValueLayout.JAVA_INT, 0));
        var long8 = scratch().asSlice(0, 8);
        expect("into 8", 4, k.getsockopt(tcp.n, SOL_SOCKET, SO_KEEPALIVE, long8));
    }

    @Row(
            id = "X-OP-04",
            says = "buffers: what is set is doubled, at least 4608 to send and 2304 to receive")
    void buffers() {
        var s = stream().a();
        expect("set", 0, set(s, SO_SNDBUF, 5000));
        expect("doubled", 10_000, get(s, SO_SNDBUF));
        expect("set", 0, set(s, SO_SNDBUF, 1));
        expect("least", 4608, get(s, SO_SNDBUF));
        expect("set", 0, set(s, SO_RCVBUF, 0));
        expect("least", 2304, get(s, SO_RCVBUF));
        expect("set", 0, set(s, SO_RCVBUF, 3000));
        expect("doubled", 6000, get(s, SO_RCVBUF));
    }

    @Row(
            id = "X-OP-05",
            says = "RCVLOWAT: 0 becomes 1, negative INT_MAX, for TCP half the buffer at most")
    void lowWaterValues() {
        var tcp = socket(SOCK_STREAM);
        expect("set", 0, set(tcp, SO_RCVBUF, 10_000));
        expect("set", 0, set(tcp, SO_RCVLOWAT, 20_000));
        expect("half of 20 000", 10_000, get(tcp, SO_RCVLOWAT));
        var s = stream().a();
        expect("default", 1, get(s, SO_RCVLOWAT));
        expect("set", 0, set(s, SO_RCVLOWAT, 0));
        expect("0", 1, get(s, SO_RCVLOWAT));
        expect("set", 0, set(s, SO_RCVLOWAT, -5));
        expect("-5", Integer.MAX_VALUE, get(s, SO_RCVLOWAT));
        expect("SNDLOWAT", 1, get(s, SO_SNDLOWAT));
    }

    @Row(id = "X-OP-06", says = "a TCP connection is IN only from RCVLOWAT bytes on, or at the end")
    void lowWater() {
        var c = connected();
        expect("set", 0, set(c.b(), SO_RCVLOWAT, 10));
        var e = epoll().add(c.b(), IN);
        c.a().write(9);
        e.seesWithin(20);
        c.b().polls(OUT | WRNORM);
        c.a().write(1);
        e.seesWithin(LONG, c.b().is(IN));
        c.b().read(1);
        e.seesNothing();
        c.a().close();
        e.seesWithin(LONG, c.b().is(IN));
    }

    @Row(id = "X-OP-07", says = "RCVLOWAT lowered under a waiter makes what is there enough")
    void lowered() {
        var c = connected();
        expect("set", 0, set(c.b(), SO_RCVLOWAT, 10));
        var e = epoll().add(c.b(), IN | ET);
        c.a().write(5);
        e.seesWithin(20);
        var waiter = waiter(e);
        expect("set", 0, set(c.b(), SO_RCVLOWAT, 5));
        expect("events", java.util.List.of(c.b().is(IN)), waiter.result().events());
    }

    @Row(
            id = "X-OP-08",
            says = "under RCVLOWAT a read takes less all the same, and a blocking one waits")
    void lowWaterReads() {
        var c = connected();
        expect("set", 0, set(c.b(), SO_RCVLOWAT, 10));
        c.a().write(4);
        expect("recv", 4, recvSoon(c.b()));
        expect("F_SETFL", 0, k.fcntl(c.b().n, F_SETFL, 0));
        var reader = start("reader", () -> c.b().tryRead(100)).untilAsleep();
        c.a().write(4);
        expect("readers done", 0, finished());
        c.a().write(6);
        returns(10, reader);
    }

    private long recvSoon(Fd fd) {
        long end = System.nanoTime() + LONG * 1_000_000L;
        long n = fd.tryRead(100);
        while (n == -EAGAIN && System.nanoTime() < end) {
            Task.pause();
            n = fd.tryRead(100);
        }
        return n;
    }

    @Row(id = "X-OP-09", says = "RCVLOWAT is nothing to a unix stream's readiness")
    void lowWaterUnix() {
        var s = stream();
        expect("set", 0, set(s.a(), SO_RCVLOWAT, 10));
        var e = epoll().add(s.a(), IN);
        s.b().write(1);
        e.sees(s.a().is(IN));
        expect("read", 1, s.a().tryRead(100));
    }

    @Row(id = "X-OP-10", says = "SNDBUF enlarged makes a full unix stream OUT: an edge")
    void enlarged() {
        var s = stream();
        expect("set", 0, set(s.a(), SO_SNDBUF, 1));
        s.a().fill(1000);
        var e = epoll().add(s.a(), OUT | ET);
        e.seesNothing();
        expect("set", 0, set(s.a(), SO_SNDBUF, 100_000));
        e.sees(s.a().is(OUT));
    }

    @Row(id = "X-OP-11", says = "RCVTIMEO and SNDTIMEO end a blocked call with EAGAIN, never early")
    void timeouts() {
        var d = datagram();
        expect("F_SETFL", 0, k.fcntl(d.a().n, F_SETFL, 0));
        expect("RCVTIMEO", 0, setTimeout(d.a(), SO_RCVTIMEO, 0, 20_000));
        long time = milliseconds(() -> refused("recv", EAGAIN, d.a().tryRead(1)));
        expectTrue(time + " ms", time >= 20);
        var s = stream();
        s.a().fill(4096);
        expect("F_SETFL", 0, k.fcntl(s.a().n, F_SETFL, 0));
        expect("SNDTIMEO", 0, setTimeout(s.a(), SO_SNDTIMEO, 0, 20_000));
        time = milliseconds(() -> refused("send", EAGAIN, s.a().tryWrite(4096)));
        expectTrue(time + " ms", time >= 20);
        refused("10^6 us", EDOM, setTimeout(s.a(), SO_SNDTIMEO, 0, 1_000_000));
        refused("-1 us", EDOM, setTimeout(s.a(), SO_SNDTIMEO, 0, -1));
        var four = scratch().asSlice(0, 4);
        refused("an int", EINVAL, k.setsockopt(s.a().n, SOL_SOCKET, SO_SNDTIMEO, four));
    }

    private int setTimeout(Fd fd, int option, long seconds, long micros) {
        var value = scratch().asSlice(0, 16);
        value.set(ValueLayout.JAVA_LONG, 0, seconds);
        value.set(ValueLayout.JAVA_LONG, 8, micros);
        return k.setsockopt(fd.n, SOL_SOCKET, option, value);
    }

    @Row(id = "X-OP-12", says = "LINGER is two ints: one alone EINVAL, and back they come")
    void linger() {
        var s = socket(SOCK_STREAM);
        var value = scratch().asSlice(0, 8);
        value.set(ValueLayout.JAVA_INT, 0, 7);
        value.set(ValueLayout.JAVA_INT, 4, 3);
        expect("set", 0, k.setsockopt(s.n, SOL_SOCKET, SO_LINGER, value));
        value.fill((byte) 0);
        expect("get", 8, k.getsockopt(s.n, SOL_SOCKET, SO_LINGER, value));
        expect("on", 1, value.get(ValueLayout.JAVA_INT, 0));
        expect("seconds", 3, value.get(ValueLayout.JAVA_INT, 4));
        refused("an int", EINVAL, set(s, SO_LINGER, 1));
    }
}
