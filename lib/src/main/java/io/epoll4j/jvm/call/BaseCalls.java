package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.file.Call;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What every call begins with: the timers that are due, the thread's scratch space, the number's
/// file. The calls themselves are in the subclasses, by topic.
public abstract class BaseCalls implements Kernel {
    public final Core core;
    public final Stack stack;
    public final DescriptorTable table;
    private final ThreadLocal<Call> calls;

    BaseCalls(Core core, Stack stack, DescriptorTable table) {
        this.core = core;
        this.stack = stack;
        this.table = table;
        this.calls = ThreadLocal.withInitial(() -> new Call(core));
    }

    /// A call begins: timers whose time has come happen before it looks at anything.
    public final Call enter() {
        core.tick();
        return calls.get();
    }

    /// Gives a new file the lowest free number; answers it or `-EMFILE`.
    public final int install(OpenFile file, boolean cloexec) {
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
    public static boolean isNull(MemorySegment segment) {
        return segment.equals(MemorySegment.NULL);
    }

    /// Whether a call can take a `struct timespec`, or none: 0, -EFAULT or -EINVAL.
    public static int checkTime(MemorySegment timespec) {
        if (isNull(timespec)) {
            return 0;
        }
        if (timespec.byteSize() < Timespec.SIZE) {
            return -EFAULT;
        }
        return Timespec.isValid(timespec) ? 0 : -EINVAL;
    }
}
