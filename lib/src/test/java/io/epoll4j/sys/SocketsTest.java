package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sockets of every family against the real kernel.
class SocketsTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "unix:", "unix:@epoll4j test"})
    void streamsOfEveryFamilyConnect(String where) {
        var address = SockAddr.parse(where);
        int listener = fds.socket(address.family(), SOCK_STREAM);
        assertEquals(0, linux.bind(listener, address));
        assertEquals(0, linux.listen(listener, 8));
        assertEquals(-EAGAIN, linux.accept4(listener, null, 0));
        exchange(listener, address.family());
    }

    @Test
    void streamsConnectByPath(@TempDir Path folder) {
        var address = SockAddr.ofUnix(folder.resolve("socket").toString());
        int listener = fds.socket(AF_UNIX, SOCK_STREAM);
        assertEquals(0, linux.bind(listener, address));
        assertEquals(0, linux.listen(listener, 8));
        assertEquals(-EADDRINUSE, linux.bind(fds.socket(AF_UNIX, SOCK_STREAM), address));
        exchange(listener, AF_UNIX);
    }

    private void exchange(int listener, int family) {
        var bound = new SockAddr();
        assertEquals(0, linux.getsockname(listener, bound));
        int client = fds.socket(family, SOCK_STREAM);
        int answer = linux.connect(client, bound);
        assertTrue(answer == 0 || answer == -EINPROGRESS, () -> Errno.name(answer));
        awaitReady(listener, EPOLLIN);
        var peer = new SockAddr();
        int server = fds.keep(linux.accept4(listener, peer, SOCK_NONBLOCK | SOCK_CLOEXEC));
        awaitReady(client, EPOLLOUT);
        assertEquals(0, linux.getsockopt(client, SOL_SOCKET, SO_ERROR));
        var seen = new SockAddr();
        assertEquals(0, linux.getpeername(client, seen));
        assertEquals(bound, seen);
        assertEquals(0, linux.getsockname(client, seen));
        assertEquals(peer, seen);
        assertEquals(family, peer.family());
        memory.set(JAVA_BYTE, 3, (byte) 42);
        assertEquals(5, linux.send(client, memory, 3, 5, MSG_NOSIGNAL));
        awaitReady(server, EPOLLIN);
        assertEquals(5, linux.recv(server, memory, 20, 8, MSG_PEEK));
        assertEquals(5, linux.recv(server, memory, 20, 8, MSG_DONTWAIT));
        assertEquals(42, memory.get(JAVA_BYTE, 20));
        assertEquals(0, linux.shutdown(client, SHUT_WR));
        awaitReady(server, EPOLLRDHUP);
        assertEquals(0, linux.recv(server, memory, 0, 8, 0));
        assertEquals(-EPIPE, linux.send(client, memory, 0, 1, MSG_NOSIGNAL));
        assertEquals(-EPIPE, linux.write(client, memory, 0, 1), "no SIGPIPE ends the JVM");
    }

    private void awaitReady(int fd, int wanted) {
        int epoll = fds.epoll();
        var events = new EpollEvents(1);
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, fd, wanted, 0));
        assertEquals(1, linux.epollWait(epoll, events, 1, 10_000));
        assertTrue((events.events(0) & wanted) != 0);
        fds.close(epoll);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:0", "[::1]:0", "unix:"})
    void datagramsNameTheirSender(String where) {
        var one = new SockAddr();
        var other = new SockAddr();
        int from = datagram(where, one);
        int to = datagram(where, other);
        var sender = new SockAddr();
        assertEquals(-EAGAIN, linux.recvfrom(to, memory, 0, 64, 0, sender));
        assertEquals(6, linux.sendto(from, memory, 0, 6, 0, other));
        awaitReady(to, EPOLLIN);
        assertEquals(6, linux.recvfrom(to, memory, 0, 4, MSG_TRUNC, sender), "the whole length");
        assertEquals(one, sender);
        assertEquals(0, linux.connect(from, other));
        assertEquals(0, linux.send(from, memory, 0, 0, 0));
        awaitReady(to, EPOLLIN);
        assertEquals(0, linux.recv(to, memory, 0, 64, 0));
    }

    private int datagram(String where, SockAddr bound) {
        var address = SockAddr.parse(where);
        int fd = fds.socket(address.family(), SOCK_DGRAM);
        assertEquals(0, linux.bind(fd, address));
        assertEquals(0, linux.getsockname(fd, bound));
        return fd;
    }

    /// Options that are set to one value and then read back as another the kernel makes of it.
    @ParameterizedTest
    @CsvSource({
        "SOL_SOCKET, 1, SO_REUSEADDR, 2, 1, 1",
        "SOL_SOCKET, 1, SO_REUSEPORT, 15, 1, 1",
        "SOL_SOCKET, 1, SO_KEEPALIVE, 9, 1, 1",
        "SOL_SOCKET, 1, SO_OOBINLINE, 10, 1, 1",
        "SOL_SOCKET, 1, SO_BROADCAST, 6, 1, 1",
        "SOL_SOCKET, 1, SO_PRIORITY, 12, 3, 3",
        "SOL_SOCKET, 1, SO_RCVBUF, 8, 20000, 40000",
        "SOL_SOCKET, 1, SO_SNDBUF, 7, 20000, 40000",
        "SOL_SOCKET, 1, SO_RCVLOWAT, 18, 5, 5",
        "IPPROTO_TCP, 6, TCP_NODELAY, 1, 1, 1",
        "IPPROTO_TCP, 6, TCP_CORK, 3, 1, 1",
        "IPPROTO_TCP, 6, TCP_KEEPIDLE, 4, 33, 33",
        "IPPROTO_TCP, 6, TCP_KEEPINTVL, 5, 11, 11",
        "IPPROTO_TCP, 6, TCP_KEEPCNT, 6, 4, 4",
        "IPPROTO_TCP, 6, TCP_SYNCNT, 7, 3, 3",
        "IPPROTO_TCP, 6, TCP_USER_TIMEOUT, 18, 4000, 4000",
        "IPPROTO_TCP, 6, TCP_FASTOPEN, 23, 16, 16",
        "IPPROTO_TCP, 6, TCP_NOTSENT_LOWAT, 25, 4096, 4096",
        "IPPROTO_IP, 0, IP_TTL, 2, 9, 9",
        "IPPROTO_IP, 0, IP_TOS, 1, 16, 16"
    })
    void optionsAreKept(
            String levelName, int level, String name, int option, int value, int expected) {
        int fd = fds.socket(AF_INET, SOCK_STREAM);
        assertEquals(0, linux.setsockopt(fd, level, option, value), levelName + " " + name);
        assertEquals(expected, linux.getsockopt(fd, level, option), levelName + " " + name);
    }

    @Test
    void optionsOfOtherKinds() {
        int fd = fds.socket(AF_INET6, SOCK_STREAM);
        assertEquals(AF_INET6, linux.getsockopt(fd, SOL_SOCKET, SO_DOMAIN));
        assertEquals(SOCK_STREAM, linux.getsockopt(fd, SOL_SOCKET, SO_TYPE));
        assertEquals(IPPROTO_TCP, linux.getsockopt(fd, SOL_SOCKET, SO_PROTOCOL));
        assertEquals(0, linux.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1));
        assertEquals(1, linux.getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY));
        var linger = Arena.ofAuto().allocate(8, 4);
        linger.set(JAVA_INT, 0, 1);
        linger.set(JAVA_INT, 4, 5);
        assertEquals(0, linux.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger));
        linger.fill((byte) 0);
        assertEquals(8, linux.getsockopt(fd, SOL_SOCKET, SO_LINGER, linger));
        assertEquals(5, linger.get(JAVA_INT, 4));
        assertEquals(-ENOPROTOOPT, linux.getsockopt(fd, SOL_SOCKET, 9_999));
        assertEquals(-EFAULT, linux.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger(8)));
        assertEquals(-ENOTSOCK, linux.setsockopt(fds.eventfd(), SOL_SOCKET, SO_KEEPALIVE, 1));
    }

    /// Heap memory, which the kernel cannot read.
    private static MemorySegment linger(int size) {
        return MemorySegment.ofArray(new byte[size]);
    }

    @Test
    void urgentDataIsPriority() {
        int listener = fds.socket(AF_INET, SOCK_STREAM);
        assertEquals(0, linux.bind(listener, SockAddr.loopback(0)));
        assertEquals(0, linux.listen(listener, 1));
        var bound = new SockAddr();
        assertEquals(0, linux.getsockname(listener, bound));
        int client = fds.socket(AF_INET, SOCK_STREAM);
        assertEquals(-EINPROGRESS, linux.connect(client, bound));
        awaitReady(listener, EPOLLIN);
        int server = fds.keep(linux.accept4(listener, null, SOCK_NONBLOCK | SOCK_CLOEXEC));
        awaitReady(client, EPOLLOUT);
        memory.set(JAVA_BYTE, 0, (byte) '!');
        assertEquals(1, linux.send(client, memory, 0, 1, MSG_OOB));
        awaitReady(server, EPOLLPRI);
        assertEquals(1, linux.recv(server, memory, 8, 8, MSG_OOB));
        assertEquals('!', memory.get(JAVA_BYTE, 8));
    }

    @Test
    void refusals() {
        int fd = fds.socket(AF_INET, SOCK_STREAM);
        assertEquals(0, linux.bind(fd, SockAddr.loopback(0)));
        var bound = new SockAddr();
        assertEquals(0, linux.getsockname(fd, bound));
        assertNotEquals(0, bound.port());
        assertEquals(-EADDRINUSE, linux.bind(fds.socket(AF_INET, SOCK_STREAM), bound));
        int client = fds.socket(AF_INET, SOCK_STREAM);
        int answer = linux.connect(client, bound);
        if (answer == -EINPROGRESS) {
            awaitReady(client, EPOLLERR);
            answer = -linux.getsockopt(client, SOL_SOCKET, SO_ERROR);
        }
        assertEquals(-ECONNREFUSED, answer);
        assertEquals(-ENOTCONN, linux.getpeername(fd, bound));
        assertEquals(-ENOTCONN, linux.shutdown(fd, SHUT_WR));
        assertEquals(-EOPNOTSUPP, linux.listen(fds.socket(AF_INET, SOCK_DGRAM), 1));
        assertEquals(-EAFNOSUPPORT, linux.socket(12_345, SOCK_STREAM, 0));
        assertEquals(-EADDRNOTAVAIL, linux.bind(client(), SockAddr.parse("192.0.2.1:0")));
        assertEquals(-EMFILE, new Limit(linux).atTheLimit(() -> linux.socket(AF_INET, 1, 0)));
    }

    private int client() {
        return fds.socket(AF_INET, SOCK_STREAM);
    }
}
