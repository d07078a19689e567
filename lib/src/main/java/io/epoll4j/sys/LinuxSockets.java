package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// The calls on sockets.
///
/// Safe for any thread; all state is in the thread's [Scratch].
abstract class LinuxSockets extends LinuxFiles {
    private static final MemorySegment NULL = MemorySegment.NULL;

    /// Constants, so that a message looks nothing up.
    private static final long RECVFROM = SystemCall.RECVFROM.number;

    private static final long SENDTO = SystemCall.SENDTO.number;

    /// What [#transfer] moves at most without leaving Java: some ten to twenty microseconds' worth,
    /// by which a collection may start later.
    private static final long MOST_PROMPT = 1 << 17;

    LinuxSockets(SystemCall pwait2) {
        super(pwait2);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return (int) Gate.call(SystemCall.SOCKET, domain, type, protocol);
    }

    @Override
    public int socketpair(int domain, int type, int protocol, int[] fds) {
        var scratch = Scratch.mine();
        long pair = scratch.address + Scratch.INTS;
        int answer = (int) Gate.call(SystemCall.SOCKETPAIR, domain, type, protocol, pair);
        if (answer == 0) scratch.takePair(fds);
        return answer;
    }

    @Override
    public int bind(int fd, SockAddr address) {
        return withAddress(SystemCall.BIND, fd, address);
    }

    @Override
    public int listen(int fd, int backlog) {
        return (int) Gate.call(SystemCall.LISTEN, fd, backlog);
    }

    @Override
    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        if (peer == null) return (int) Gate.call(SystemCall.ACCEPT4, fd, 0, 0, flags);
        peer.makeRoom();
        var memory = peer.memory();
        int answer =
                (int)
                        Gate.call(
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
        return (int) Gate.call(SystemCall.SHUTDOWN, fd, how);
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
        return (int) Gate.call(call, fd, memory.address(), address.length(), memory);
    }

    private static int intoAddress(SystemCall call, int fd, SockAddr address) {
        address.makeRoom();
        var memory = address.memory();
        long length = address.lengthAddress();
        int answer = (int) Gate.call(call, fd, memory.address(), length, memory);
        address.trim();
        return answer;
    }

    @Override
    public int getsockopt(int fd, int level, int option, MemorySegment value) {
        var scratch = Scratch.mine();
        long size = value.byteSize();
        long address = Pointer.writable(value, 0, size);
        return getsockopt(scratch, fd, level, option, address, size, value);
    }

    @Override
    public int getsockopt(int fd, int level, int option) {
        var scratch = Scratch.mine();
        long at = scratch.address + Scratch.EVENT;
        scratch.memory.set(JAVA_INT, Scratch.EVENT, 0);
        int answer = getsockopt(scratch, fd, level, option, at, Integer.BYTES, NULL);
        return answer < 0 ? answer : scratch.memory.get(JAVA_INT, Scratch.EVENT);
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

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        long size = value.byteSize();
        return setsockopt(fd, level, option, Pointer.to(value, 0, size), size, value);
    }

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        var scratch = Scratch.mine();
        scratch.memory.set(JAVA_INT, Scratch.INTS, value);
        long at = scratch.address + Scratch.INTS;
        return setsockopt(fd, level, option, at, Integer.BYTES, NULL);
    }

    private static int setsockopt(
            int fd, int level, int option, long at, long size, MemorySegment held) {
        return (int) Gate.call(SystemCall.SETSOCKOPT, fd, level, option, at, size, 0, held, NULL);
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long at = Pointer.writable(buffer, offset, length);
        return transfer(RECVFROM, fd, at, length, flags, buffer);
    }

    @Override
    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return transfer(SENDTO, fd, Pointer.to(buffer, offset, length), length, flags, buffer);
    }

    /// recvfrom(2) or sendto(2) without an address: `length` bytes at `at`, inside `held`. With
    /// MSG_DONTWAIT, and not too long, it neither waits nor runs long.
    private static long transfer(
            long call, int fd, long at, long length, int flags, MemorySegment held) {
        return (flags & SocketFlags.MSG_DONTWAIT) != 0 && length <= MOST_PROMPT
                ? Gate.prompt(call, fd, at, length, flags, held)
                : Gate.call(call, fd, at, length, flags, 0, 0, held, NULL);
    }

    @Override
    public long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        source.makeRoom();
        var memory = source.memory();
        long answer =
                Gate.call(
                        SystemCall.RECVFROM,
                        fd,
                        Pointer.writable(buffer, offset, length),
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
        return Gate.call(
                SystemCall.SENDTO,
                fd,
                Pointer.to(buffer, offset, length),
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
            long answer = Gate.call(SystemCall.RECVMSG, fd, header.address(), flags, header);
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
            return Gate.call(SystemCall.SENDMSG, fd, header.address(), flags, header);
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
            return (int) Gate.call(call, fd, at, count, flags, messages.memory());
        } finally {
            Reference.reachabilityFence(messages);
        }
    }
}
