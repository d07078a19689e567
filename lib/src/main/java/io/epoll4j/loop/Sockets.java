package io.epoll4j.loop;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_DOMAIN;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.epoll4j.Address;
import io.epoll4j.Connection;
import io.epoll4j.Datagram;
import io.epoll4j.Listener;
import io.epoll4j.SocketSettings;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The sockets that a loop makes: non-blocking, closed on exec, without Nagle's delay.
final class Sockets {
    /// `sizeof(struct sockaddr_in)`, and how much of it says anything: the rest is `sin_zero`.
    private static final int INET_LENGTH = 16;

    private static final int INET_SAID = 8;

    private final Kernel kernel;

    /// `struct linger { .l_onoff = 1, .l_linger = 0 }`
    private final MemorySegment noLinger = Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 2);

    private final SockAddr peerName = new SockAddr();

    Sockets(Kernel kernel) {
        this.kernel = kernel;
        noLinger.set(ValueLayout.JAVA_INT, 0, 1);
    }

    /// A stream socket that can connect to `target`.
    int stream(SockAddr target, SocketSettings settings) {
        int family = target.family();
        return Connection.unconnected(kernel, family, withoutDelay(family, settings)).release();
    }

    /// A listener.
    int listener(SockAddr at, SocketSettings settings) {
        return Listener.bind(kernel, at, withoutDelay(at.family(), settings)).release();
    }

    /// What a listener accepts inherits TCP_NODELAY from it.
    private static SocketSettings withoutDelay(int family, SocketSettings settings) {
        boolean said = family == AF_UNIX || settings.sets(IPPROTO_TCP, TCP_NODELAY);
        return said ? settings : settings.noDelay(true);
    }

    /// A datagram socket.
    int datagram(SockAddr at, SocketSettings settings) {
        return Datagram.bind(kernel, at, settings).release();
    }

    /// Where `fd` is bound.
    SockAddr name(int fd) {
        var address = new SockAddr();
        SysException.check(kernel.getsockname(fd, address), "getsockname", "fd " + fd);
        return address;
    }

    /// Makes a socket from elsewhere non-blocking, lest a call on it hold the loop.
    void unblock(int fd) {
        int flags = kernel.fcntl(fd, FileFlags.F_GETFL, 0);
        SysException.check(flags, "fcntl", "F_GETFL, fd " + fd);
        if ((flags & FileFlags.O_NONBLOCK) != 0) return;
        int answer = kernel.fcntl(fd, FileFlags.F_SETFL, flags | FileFlags.O_NONBLOCK);
        SysException.check(answer, "fcntl", "F_SETFL, fd " + fd);
    }

    /// Whether `fd` is a Unix-domain socket.
    boolean isUnix(int fd) {
        return kernel.getsockopt(fd, SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
    }

    /// The address of the other end of `fd`, to be kept; null if it has none any more.
    byte @Nullable [] remote(int fd) {
        return isConnected(fd) ? bytes(peerName) : null;
    }

    /// A copy of `address`, as small as it gets.
    static byte[] bytes(SockAddr address) {
        long length = address.family() == AF_INET ? INET_SAID : address.length();
        return address.memory().asSlice(0, length).toArray(JAVA_BYTE);
    }

    /// What such a copy is of; no address if there is none.
    static Address address(byte @Nullable [] bytes) {
        var address = new SockAddr();
        if (bytes == null) return Address.of(address);
        MemorySegment.copy(bytes, 0, address.memory(), JAVA_BYTE, 0, bytes.length);
        address.length(bytes.length);
        if (address.family() == AF_INET) address.length(INET_LENGTH);
        return Address.of(address);
    }

    /// Whether `fd` has another end, rather than none yet or none any more.
    boolean isConnected(int fd) {
        return kernel.getpeername(fd, peerName) >= 0;
    }

    /// Makes closing `fd` send a reset. Only a kindness to the other end: a refusal changes
    /// nothing.
    void resetOnClose(int fd) {
        int answer = kernel.setsockopt(fd, SOL_SOCKET, SO_LINGER, noLinger);
        assert answer <= 0;
    }
}
