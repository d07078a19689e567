package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What every call begins with: the timers that are due, the thread's scratch space, the number's
/// file. The calls themselves are in the subclasses, by topic.
abstract class BaseCalls implements Kernel {
    final Core core;
    final Stack stack;
    final DescriptorTable table;
    private final ThreadLocal<Call> calls;

    BaseCalls(Core core, Stack stack, DescriptorTable table) {
        this.core = core;
        this.stack = stack;
        this.table = table;
        this.calls = ThreadLocal.withInitial(() -> new Call(core));
    }

    /// A call begins: timers whose time has come happen before it looks at anything.
    final Call enter() {
        core.tick();
        return calls.get();
    }

    /// Gives a new file the lowest free number; answers it or `-EMFILE`.
    final int install(OpenFile file, boolean cloexec) {
        int fd = table.reserve(0, cloexec);
        if (fd < 0) {
            file.unpin();
        } else {
            table.install(fd, file);
        }
        return fd;
    }

    /// For those who ask about many numbers: [DescriptorTable#get].
    final @Nullable OpenFile file(int fd) {
        return table.get(fd);
    }

    /// C's null pointer.
    static boolean isNull(MemorySegment segment) {
        return segment.equals(MemorySegment.NULL);
    }

    /// Whether a call can take a `struct timespec`, or none: 0, -EFAULT or -EINVAL.
    static int checkTime(MemorySegment timespec) {
        if (isNull(timespec)) {
            return 0;
        }
        if (timespec.byteSize() < Timespec.SIZE) {
            return -EFAULT;
        }
        return Timespec.isValid(timespec) ? 0 : -EINVAL;
    }
}
