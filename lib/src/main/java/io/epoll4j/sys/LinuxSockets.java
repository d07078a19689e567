package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// The calls on sockets.
///
/// Safe for any thread; all state is in the thread's [Caller].
abstract class LinuxSockets extends LinuxFiles {
    private static final MemorySegment NULL = MemorySegment.NULL;

    LinuxSockets(SystemCall pwait2) {
        super(pwait2);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return (int) Caller.mine().call(SystemCall.SOCKET, domain, type, protocol);
    }

    @Override
    public int socketpair(int domain, int type, int protocol, int[] fds) {
        var caller = Caller.mine();
        long pair = caller.address + Caller.INTS;
        int answer = (int) caller.call(SystemCall.SOCKETPAIR, domain, type, protocol, pair);
        if (answer == 0) caller.takePair(fds);
        return answer;
    }

    @Override
    public int bind(int fd, SockAddr address) {
        return withAddress(SystemCall.BIND, fd, address);
    }

    @Override
    public int listen(int fd, int backlog) {
        return (int) Caller.mine().call(SystemCall.LISTEN, fd, backlog);
    }

    @Override
    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        var caller = Caller.mine();
        if (peer == null) return (int) caller.call(SystemCall.ACCEPT4, fd, 0, 0, flags);
        peer.makeRoom();
        var memory = peer.memory();
        int answer =
                (int)
                        caller.call(
                                SystemCall.ACCEPT4,
                                fd,
                                memory.address(),
                                peer.lengthAddress(),
                                flags,
                                memory);
        peer.trim();
        return answer;
    }

    @Override
    public int connect(int fd, SockAddr address) {
        return withAddress(SystemCall.CONNECT, fd, address);
    }

    @Override
    public int shutdown(int fd, int how) {
        return (int) Caller.mine().call(SystemCall.SHUTDOWN, fd, how);
    }

    @Override
    public int getsockname(int fd, SockAddr address) {
        return intoAddress(SystemCall.GETSOCKNAME, fd, address);
    }

    @Override
    public int getpeername(int fd, SockAddr address) {
        return intoAddress(SystemCall.GETPEERNAME, fd, address);
    }

    private static int withAddress(SystemCall call, int fd, SockAddr address) {
        var memory = address.memory();
        return (int) Caller.mine().call(call, fd, memory.address(), address.length(), memory);
    }

    private static int intoAddress(SystemCall call, int fd, SockAddr address) {
        address.makeRoom();
        var memory = address.memory();
        long length = address.lengthAddress();
        int answer = (int) Caller.mine().call(call, fd, memory.address(), length, memory);
        address.trim();
        return answer;
    }

    @Override
    public int getsockopt(int fd, int level, int option, MemorySegment value) {
        var caller = Caller.mine();
        long size = value.byteSize();
        long address = Caller.writableAddress(value, 0, size);
        return getsockopt(caller, fd, level, option, address, size, value);
    }

    @Override
    public int getsockopt(int fd, int level, int option) {
        var caller = Caller.mine();
        long at = caller.address + Caller.EVENT;
        caller.memory.set(JAVA_INT, Caller.EVENT, 0);
        int answer = getsockopt(caller, fd, level, option, at, Integer.BYTES, NULL);
        return answer < 0 ? answer : caller.memory.get(JAVA_INT, Caller.EVENT);
    }

    private static int getsockopt(
            Caller caller, int fd, int level, int option, long at, long size, MemorySegment held) {
        caller.memory.set(JAVA_INT, Caller.INTS, (int) size);
        long sizeAt = caller.address + Caller.INTS;
        int answer =
                (int)
                        caller.call(
                                SystemCall.GETSOCKOPT,
                                fd,
                                level,
                                option,
                                at,
                                sizeAt,
                                0,
                                held,
                                NULL);
        return answer < 0 ? answer : caller.memory.get(JAVA_INT, Caller.INTS);
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        long size = value.byteSize();
        return setsockopt(
                Caller.mine(), fd, level, option, Caller.address(value, 0, size), size, value);
    }

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        var caller = Caller.mine();
        caller.memory.set(JAVA_INT, Caller.INTS, value);
        long at = caller.address + Caller.INTS;
        return setsockopt(caller, fd, level, option, at, Integer.BYTES, NULL);
    }

    private static int setsockopt(
            Caller caller, int fd, int level, int option, long at, long size, MemorySegment held) {
        return (int) caller.call(SystemCall.SETSOCKOPT, fd, level, option, at, size, 0, held, NULL);
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long at = Caller.writableAddress(buffer, offset, length);
        return Caller.mine().transfer(SystemCall.RECVFROM, fd, at, length, flags, buffer);
    }

    @Override
    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long at = Caller.address(buffer, offset, length);
        return Caller.mine().transfer(SystemCall.SENDTO, fd, at, length, flags, buffer);
    }

    @Override
    public long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        source.makeRoom();
        var memory = source.memory();
        long answer =
                Caller.mine()
                        .call(
                                SystemCall.RECVFROM,
                                fd,
                                Caller.writableAddress(buffer, offset, length),
                                length,
                                flags,
                                memory.address(),
                                source.lengthAddress(),
                                buffer,
                                memory);
        source.trim();
        return answer;
    }

    @Override
    public long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        var memory = target.memory();
        return Caller.mine()
                .call(
                        SystemCall.SENDTO,
                        fd,
                        Caller.address(buffer, offset, length),
                        length,
                        flags,
                        memory.address(),
                        target.length(),
                        buffer,
                        memory);
    }

    @Override
    public long recvmsg(int fd, Message message, int flags) {
        try {
            message.beforeReceive();
            var header = message.header();
            long answer =
                    Caller.mine().call(SystemCall.RECVMSG, fd, header.address(), flags, header);
            if (answer >= 0) message.afterReceive();
            return answer;
        } finally {
            Reference.reachabilityFence(message); // and with it what the header points to
        }
    }

    @Override
    public long sendmsg(int fd, Message message, int flags) {
        try {
            message.beforeSend();
            var header = message.header();
            return Caller.mine().call(SystemCall.SENDMSG, fd, header.address(), flags, header);
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    @Override
    public int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        int known = Math.min(count, messages.capacity());
        for (int i = 0; i < known; i++) messages.message(i).beforeReceive();
        int answer = batch(SystemCall.RECVMMSG, fd, messages, count, flags);
        for (int i = 0; i < answer; i++) messages.message(i).afterReceive();
        return answer;
    }

    @Override
    public int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        int known = Math.min(count, messages.capacity());
        for (int i = 0; i < known; i++) messages.message(i).beforeSend();
        return batch(SystemCall.SENDMMSG, fd, messages, count, flags);
    }

    private static int batch(SystemCall call, int fd, MessageBatch messages, int count, int flags) {
        try {
            long at = messages.address(count);
            return (int) Caller.mine().call(call, fd, at, count, flags, messages.memory());
        } finally {
            Reference.reachabilityFence(messages);
        }
    }
}
