package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// The calls that send and receive on sockets.
///
/// Safe for any thread, without state.
final class LinuxMessages {
    private static final MemorySegment NULL = MemorySegment.NULL;

    /// Constants, so that a message looks nothing up.
    private static final long RECVFROM = SystemCall.RECVFROM.number;

    private static final long SENDTO = SystemCall.SENDTO.number;

    /// What recv and send move at most without leaving Java: some ten to twenty microseconds'
    /// worth, by which a collection may start later.
    private static final long MOST_PROMPT = 1 << 17;

    long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long at = Pointer.writable(buffer, offset, length);
        return isPrompt(length, flags)
                ? Gate.prompt(RECVFROM, fd, at, length, flags, buffer)
                : message(flags, SystemCall.RECVFROM, fd, at, length, flags, 0, 0, buffer, NULL);
    }

    long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        long at = Pointer.to(buffer, offset, length);
        return isPrompt(length, flags)
                ? Gate.prompt(SENDTO, fd, at, length, flags, buffer)
                : message(flags, SystemCall.SENDTO, fd, at, length, flags, 0, 0, buffer, NULL);
    }

    /// Whether a transfer neither waits nor runs long.
    private static boolean isPrompt(long length, int flags) {
        return (flags & SocketFlags.MSG_DONTWAIT) != 0 && length <= MOST_PROMPT;
    }

    /// A call that waits unless its `flags` say that it does not, or its descriptor.
    private static long message(
            int flags,
            SystemCall call,
            int fd,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        return (flags & SocketFlags.MSG_DONTWAIT) != 0
                ? Gate.call(call, fd, b, c, d, e, f, held, alsoHeld)
                : Waiting.on(fd, call, b, c, d, e, f, held, alsoHeld);
    }

    long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        source.makeRoom();
        var memory = source.memory();
        long answer =
                message(
                        flags,
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

    long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        var memory = target.memory();
        return message(
                flags,
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

    long recvmsg(int fd, Message message, int flags) {
        try {
            message.beforeReceive();
            var header = message.header();
            long at = header.address();
            long answer = message(flags, SystemCall.RECVMSG, fd, at, flags, 0, 0, 0, header, NULL);
            if (answer >= 0) message.afterReceive();
            return answer;
        } finally {
            Reference.reachabilityFence(message); // and with it what the header points to
        }
    }

    long sendmsg(int fd, Message message, int flags) {
        try {
            message.beforeSend();
            var header = message.header();
            long at = header.address();
            return message(flags, SystemCall.SENDMSG, fd, at, flags, 0, 0, 0, header, NULL);
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        return receive(fd, messages, count, flags, 0);
    }

    int recvmmsg(int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        try (var scratch = Scratch.mine()) {
            long limit = scratch.time(timespec);
            int answer = receive(fd, messages, count, flags, limit);
            if (answer > 0 && limit != 0) scratch.takeTime(timespec);
            return answer;
        }
    }

    /// @param limit where a timespec is, or 0
    private static int receive(int fd, MessageBatch messages, int count, int flags, long limit) {
        int known = Math.min(count, messages.capacity());
        for (int i = 0; i < known; i++) messages.message(i).beforeReceive();
        int answer = batch(SystemCall.RECVMMSG, fd, messages, count, flags, limit);
        for (int i = 0; i < answer; i++) messages.message(i).afterReceive();
        return answer;
    }

    int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        int known = Math.min(count, messages.capacity());
        for (int i = 0; i < known; i++) messages.message(i).beforeSend();
        return batch(SystemCall.SENDMMSG, fd, messages, count, flags, 0);
    }

    private static int batch(
            SystemCall call, int fd, MessageBatch messages, int count, int flags, long limit) {
        try {
            long at = messages.address(count);
            var held = messages.memory();
            return (int) message(flags, call, fd, at, count, flags, limit, 0, held, NULL);
        } finally {
            Reference.reachabilityFence(messages);
        }
    }
}
