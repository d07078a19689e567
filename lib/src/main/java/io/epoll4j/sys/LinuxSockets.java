package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The calls on sockets, but for what goes through them.
///
/// Safe for any thread; all state is in the thread's [Scratch].
final class LinuxSockets {
    private static final MemorySegment NULL = MemorySegment.NULL;

    int socket(int domain, int type, int protocol) {
        return (int) Gate.call(SystemCall.SOCKET, domain, type, protocol);
    }

    int socketpair(int domain, int type, int protocol, int[] fds) {
        try (var scratch = Scratch.mine()) {
            long pair = scratch.address + Scratch.INTS;
            int answer = (int) Gate.call(SystemCall.SOCKETPAIR, domain, type, protocol, pair);
            if (answer == 0) scratch.takePair(fds);
            return answer;
        }
    }

    int bind(int fd, SockAddr address) {
        var memory = address.memory();
        return (int) Gate.call(SystemCall.BIND, fd, memory.address(), address.length(), memory);
    }

    int listen(int fd, int backlog) {
        return (int) Gate.call(SystemCall.LISTEN, fd, backlog);
    }

    int accept4(int fd, @Nullable SockAddr peer, int flags) {
        if (peer == null) return accept4(fd, 0, 0, flags, NULL);
        peer.makeRoom();
        var memory = peer.memory();
        int answer = accept4(fd, memory.address(), peer.lengthAddress(), flags, memory);
        peer.trim();
        return answer;
    }

    private static int accept4(int fd, long at, long lengthAt, int flags, MemorySegment held) {
        return (int) Waiting.on(fd, SystemCall.ACCEPT4, at, lengthAt, flags, 0, 0, held, NULL);
    }

    int connect(int fd, SockAddr address) {
        var memory = address.memory();
        long at = memory.address();
        return (int) Waiting.on(fd, SystemCall.CONNECT, at, address.length(), memory);
    }

    int shutdown(int fd, int how) {
        return (int) Gate.call(SystemCall.SHUTDOWN, fd, how);
    }

    int getsockname(int fd, SockAddr address) {
        return intoAddress(SystemCall.GETSOCKNAME, fd, address);
    }

    int getpeername(int fd, SockAddr address) {
        return intoAddress(SystemCall.GETPEERNAME, fd, address);
    }

    private static int intoAddress(SystemCall call, int fd, SockAddr address) {
        address.makeRoom();
        var memory = address.memory();
        long length = address.lengthAddress();
        int answer = (int) Gate.call(call, fd, memory.address(), length, memory);
        address.trim();
        return answer;
    }

    int getsockopt(int fd, int level, int option, MemorySegment value) {
        long size = value.byteSize();
        long address = Pointer.writable(value, 0, size);
        try (var scratch = Scratch.mine()) {
            return getsockopt(scratch, fd, level, option, address, size, value);
        }
    }

    int getsockopt(int fd, int level, int option) {
        try (var scratch = Scratch.mine()) {
            long at = scratch.address + Scratch.EVENT;
            scratch.memory.set(JAVA_INT, Scratch.EVENT, 0);
            int answer = getsockopt(scratch, fd, level, option, at, Integer.BYTES, NULL);
            return answer < 0 ? answer : scratch.memory.get(JAVA_INT, Scratch.EVENT);
        }
    }

    private static int getsockopt(
            Scratch scratch,
            int fd,
            int level,
            int option,
            long at,
            long size,
            MemorySegment held) {
        scratch.memory.set(JAVA_INT, Scratch.INTS, (int) size);
        long sizeAt = scratch.address + Scratch.INTS;
        int answer =
                (int)
                        Gate.call(
                                SystemCall.GETSOCKOPT,
                                fd,
                                level,
                                option,
                                at,
                                sizeAt,
                                0,
                                held,
                                NULL);
        return answer < 0 ? answer : scratch.memory.get(JAVA_INT, Scratch.INTS);
    }

    int setsockopt(int fd, int level, int option, MemorySegment value) {
        long size = value.byteSize();
        return setsockopt(fd, level, option, Pointer.to(value, 0, size), size, value);
    }

    int setsockopt(int fd, int level, int option, int value) {
        try (var scratch = Scratch.mine()) {
            scratch.memory.set(JAVA_INT, Scratch.INTS, value);
            long at = scratch.address + Scratch.INTS;
            return setsockopt(fd, level, option, at, Integer.BYTES, NULL);
        }
    }

    private static int setsockopt(
            int fd, int level, int option, long at, long size, MemorySegment held) {
        return (int) Gate.call(SystemCall.SETSOCKOPT, fd, level, option, at, size, 0, held, NULL);
    }
}
