package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/// The calls on descriptors of every kind: files, pipes, eventfds, timerfds, limits.
///
/// Safe for any thread; all state is in the thread's [Caller].
abstract class LinuxFiles extends LinuxEpoll {
    LinuxFiles(SystemCall pwait2) {
        super(pwait2);
    }

    @Override
    public long read(int fd, MemorySegment buffer, long offset, long length) {
        long address = Caller.writableAddress(buffer, offset, length);
        return Caller.mine().call(SystemCall.READ, fd, address, length, buffer);
    }

    @Override
    public long write(int fd, MemorySegment buffer, long offset, long length) {
        long address = Caller.address(buffer, offset, length);
        return Caller.mine().call(SystemCall.WRITE, fd, address, length, buffer);
    }

    @Override
    public long readv(int fd, IoVec vector, int count) {
        try {
            long address = vector.writableAddress(count);
            return Caller.mine().call(SystemCall.READV, fd, address, count, vector.memory());
        } finally {
            Reference.reachabilityFence(vector); // and with it the pieces
        }
    }

    @Override
    public long writev(int fd, IoVec vector, int count) {
        try {
            long address = vector.address(count);
            return Caller.mine().call(SystemCall.WRITEV, fd, address, count, vector.memory());
        } finally {
            Reference.reachabilityFence(vector);
        }
    }

    @Override
    public int close(int fd) {
        return (int) Caller.mine().call(SystemCall.CLOSE, fd);
    }

    @Override
    public int dup(int fd) {
        return (int) Caller.mine().call(SystemCall.DUP, fd);
    }

    @Override
    public int dup3(int fd, int newFd, int flags) {
        return (int) Caller.mine().call(SystemCall.DUP3, fd, newFd, flags);
    }

    @Override
    public int fcntl(int fd, int command, int argument) {
        return (int) Caller.mine().call(SystemCall.FCNTL, fd, command, argument);
    }

    @Override
    public int pipe2(int[] fds, int flags) {
        var caller = Caller.mine();
        int answer = (int) caller.call(SystemCall.PIPE2, caller.address + Caller.INTS, flags);
        if (answer == 0) caller.takePair(fds);
        return answer;
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        return (int) Caller.mine().call(SystemCall.EVENTFD2, initialValue, flags);
    }

    @Override
    public int timerfdCreate(int clockId, int flags) {
        return (int) Caller.mine().call(SystemCall.TIMERFD_CREATE, clockId, flags);
    }

    @Override
    public int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        long from = Caller.address(newValue, 0, Timespec.TIMER_SIZE);
        long to =
                oldValue.address() == 0
                        ? 0
                        : Caller.writableAddress(oldValue, 0, Timespec.TIMER_SIZE);
        return (int)
                Caller.mine()
                        .call(
                                SystemCall.TIMERFD_SETTIME,
                                fd,
                                flags,
                                from,
                                to,
                                0,
                                0,
                                newValue,
                                oldValue);
    }

    @Override
    public int timerfdGettime(int fd, MemorySegment currentValue) {
        long address = Caller.writableAddress(currentValue, 0, Timespec.TIMER_SIZE);
        return (int) Caller.mine().call(SystemCall.TIMERFD_GETTIME, fd, address, 0, currentValue);
    }

    @Override
    public long clockGettime(int clockId) {
        return Caller.mine().clock(clockId);
    }

    @Override
    public int getrlimit(int resource, long[] limits) {
        var caller = Caller.mine();
        int answer = prlimit(resource, 0, caller.address + Caller.LIMITS);
        if (answer == 0) {
            limits[0] = caller.memory.get(JAVA_LONG, Caller.LIMITS);
            limits[1] = caller.memory.get(JAVA_LONG, Caller.LIMITS + Long.BYTES);
        }
        return answer;
    }

    @Override
    public int setrlimit(int resource, long softLimit, long hardLimit) {
        var caller = Caller.mine();
        caller.memory.set(JAVA_LONG, Caller.LIMITS, softLimit);
        caller.memory.set(JAVA_LONG, Caller.LIMITS + Long.BYTES, hardLimit);
        return prlimit(resource, caller.address + Caller.LIMITS, 0);
    }

    private static int prlimit(int resource, long newLimit, long oldLimit) {
        return (int) Caller.mine().call(SystemCall.PRLIMIT64, 0, resource, newLimit, oldLimit);
    }

    // what only Linux has

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        return (int)
                Caller.mine().call(SystemCall.IOCTL, fd, request, argument.address(), argument);
    }

    @Override
    public int open(String path, int flags, int mode) {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(path);
            return (int)
                    Caller.mine()
                            .call(
                                    SystemCall.OPENAT,
                                    FileFlags.AT_FDCWD,
                                    text.address(),
                                    flags,
                                    mode,
                                    text);
        }
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        return Caller.mine().call(SystemCall.LSEEK, fd, offset, whence);
    }

    @Override
    public int memfdCreate(String name, int flags) {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(name);
            return (int)
                    Caller.mine().call(SystemCall.MEMFD_CREATE, text.address(), flags, 0, text);
        }
    }

    @Override
    public long sendfile(int out, int in, long length) {
        return Caller.mine().call(SystemCall.SENDFILE, out, in, 0, length);
    }

    @Override
    public long splice(int in, int out, long length, int flags) {
        var none = MemorySegment.NULL;
        return Caller.mine().call(SystemCall.SPLICE, in, 0, out, 0, length, flags, none, none);
    }
}
