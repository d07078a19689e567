package io.epoll4j.sys;

import static io.epoll4j.sys.SystemCall.OPENAT;
import static io.epoll4j.sys.SystemCall.SPLICE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// The calls on descriptors of every kind: files, pipes, eventfds, timerfds, limits.
///
/// Safe for any thread; all state is in the thread's [Scratch].
final class LinuxFiles {
    private static final MemorySegment NULL = MemorySegment.NULL;

    long read(int fd, MemorySegment buffer, long offset, long length) {
        long address = Pointer.writable(buffer, offset, length);
        return Waiting.on(fd, SystemCall.READ, address, length, buffer);
    }

    long write(int fd, MemorySegment buffer, long offset, long length) {
        long address = Pointer.to(buffer, offset, length);
        return Waiting.on(fd, SystemCall.WRITE, address, length, buffer);
    }

    long readv(int fd, IoVec vector, int count) {
        try {
            long address = vector.writableAddress(count);
            return Waiting.on(fd, SystemCall.READV, address, count, vector.memory());
        } finally {
            Reference.reachabilityFence(vector); // and with it the pieces
        }
    }

    long writev(int fd, IoVec vector, int count) {
        try {
            long address = vector.address(count);
            return Waiting.on(fd, SystemCall.WRITEV, address, count, vector.memory());
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        long address = Pointer.writable(buffer, offset, length);
        var none = MemorySegment.NULL;
        return Waiting.on(fd, SystemCall.PREAD64, address, length, position, 0, 0, buffer, none);
    }

    long pwrite(int fd, MemorySegment buffer, long offset, long length, long position) {
        long address = Pointer.to(buffer, offset, length);
        var none = MemorySegment.NULL;
        return Waiting.on(fd, SystemCall.PWRITE64, address, length, position, 0, 0, buffer, none);
    }

    long lseek(int fd, long offset, int whence) {
        return Gate.call(SystemCall.LSEEK, fd, offset, whence);
    }

    int fstat(int fd, FileStatus status) {
        var memory = status.memory();
        return (int) Gate.call(SystemCall.FSTAT, fd, memory.address(), 0, memory);
    }

    int ioctl(int fd, long request, MemorySegment argument) {
        return (int) Gate.call(SystemCall.IOCTL, fd, request, argument.address(), argument);
    }

    int close(int fd) {
        return (int) Gate.call(SystemCall.CLOSE, fd);
    }

    int dup(int fd) {
        return (int) Gate.call(SystemCall.DUP, fd);
    }

    int dup3(int fd, int newFd, int flags) {
        return (int) Gate.call(SystemCall.DUP3, fd, newFd, flags);
    }

    int fcntl(int fd, int command, int argument) {
        return (int) Gate.call(SystemCall.FCNTL, fd, command, argument);
    }

    int pipe2(int[] fds, int flags) {
        try (var scratch = Scratch.mine()) {
            int answer = (int) Gate.call(SystemCall.PIPE2, scratch.address + Scratch.INTS, flags);
            if (answer == 0) scratch.takePair(fds);
            return answer;
        }
    }

    int eventfd(int initialValue, int flags) {
        return (int) Gate.call(SystemCall.EVENTFD2, initialValue, flags);
    }

    int timerfdCreate(int clockId, int flags) {
        return (int) Gate.call(SystemCall.TIMERFD_CREATE, clockId, flags);
    }

    int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        long from = Pointer.to(newValue, 0, Timespec.TIMER_SIZE);
        long to = oldValue.address() == 0 ? 0 : Pointer.writable(oldValue, 0, Timespec.TIMER_SIZE);
        return (int)
                Gate.call(
                        SystemCall.TIMERFD_SETTIME, fd, flags, from, to, 0, 0, newValue, oldValue);
    }

    int timerfdGettime(int fd, MemorySegment currentValue) {
        long address = Pointer.writable(currentValue, 0, Timespec.TIMER_SIZE);
        return (int) Gate.call(SystemCall.TIMERFD_GETTIME, fd, address, 0, currentValue);
    }

    long clockGettime(int clockId) {
        try (var scratch = Scratch.mine()) {
            return scratch.clock(clockId);
        }
    }

    int getrlimit(int resource, long[] limits) {
        try (var scratch = Scratch.mine()) {
            int answer = prlimit(resource, 0, scratch.address + Scratch.LIMITS);
            if (answer == 0) {
                limits[0] = scratch.memory.get(JAVA_LONG, Scratch.LIMITS);
                limits[1] = scratch.memory.get(JAVA_LONG, Scratch.LIMITS + Long.BYTES);
            }
            return answer;
        }
    }

    int setrlimit(int resource, long softLimit, long hardLimit) {
        try (var scratch = Scratch.mine()) {
            scratch.memory.set(JAVA_LONG, Scratch.LIMITS, softLimit);
            scratch.memory.set(JAVA_LONG, Scratch.LIMITS + Long.BYTES, hardLimit);
            return prlimit(resource, scratch.address + Scratch.LIMITS, 0);
        }
    }

    private static int prlimit(int resource, long newLimit, long oldLimit) {
        return (int) Gate.call(SystemCall.PRLIMIT64, 0, resource, newLimit, oldLimit);
    }

    // what only Linux has

    int open(String path, int flags, int mode) {
        long from = FileFlags.AT_FDCWD;
        // that of a FIFO waits for its other end
        boolean mayWait = (flags & FileFlags.O_NONBLOCK) == 0;
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(path);
            long at = text.address();
            return (int)
                    (mayWait && Waiting.isElsewhere()
                            ? Waiting.elsewhere(OPENAT, from, at, flags, mode, 0, 0, text, NULL)
                            : Gate.call(OPENAT, from, at, flags, mode, text));
        }
    }

    int memfdCreate(String name, int flags) {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(name);
            return (int) Gate.call(SystemCall.MEMFD_CREATE, text.address(), flags, 0, text);
        }
    }

    long sendfile(int out, int in, long length) {
        return Waiting.on(out, SystemCall.SENDFILE, in, 0, length, 0, 0, NULL, NULL);
    }

    long splice(int in, int out, long length, int flags) {
        return Waiting.isElsewhere() && (Waiting.isBlocking(in) || Waiting.isBlocking(out))
                ? Waiting.elsewhere(SPLICE, in, 0, out, 0, length, flags, NULL, NULL)
                : Gate.call(SPLICE, in, 0, out, 0, length, flags, NULL, NULL);
    }
}
