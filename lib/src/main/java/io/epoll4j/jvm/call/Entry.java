package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTSOCK;

import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskLocal;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The way into a kernel, which every call takes: the timers that are due, the task and its scratch
/// space, the number's file. The calls themselves are in the other classes, by topic.
public final class Entry {
    final Scheduler scheduler;
    final DescriptorTable table;
    private final TaskLocal<CallScratch> scratch;

    /// Into the kernel that has these tasks and numbers.
    public Entry(Scheduler scheduler, DescriptorTable table) {
        this.scheduler = scheduler;
        this.table = table;
        this.scratch = new TaskLocal<>(scheduler, task -> new CallScratch(scheduler, task));
    }

    /// Who runs and who sleeps in this kernel.
    public Scheduler scheduler() {
        return scheduler;
    }

    /// Its numbers.
    public DescriptorTable table() {
        return table;
    }

    /// A call begins: timers whose time has come happen before it looks at anything.
    public TaskStruct enter() {
        scheduler.tick();
        return scheduler.current();
    }

    /// The scratch space of a task that has entered.
    CallScratch scratch(TaskStruct task) {
        return scratch.of(task);
    }

    /// Gives a new file the lowest free number; answers it or `-EMFILE`.
    public int install(OpenFile file, boolean cloexec) {
        int fd = table.reserve(0, cloexec);
        if (fd < 0) {
            file.unpin();
        } else {
            table.install(fd, file);
        }
        return fd;
    }

    /// `sockfd_lookup`: the socket behind a number, pinned; null for [#noSocket].
    @Nullable Socket socketOf(int fd) {
        OpenFile file = table.get(fd);
        if (file instanceof Socket socket) {
            return socket;
        }
        if (file != null) {
            file.unpin();
        }
        return null;
    }

    /// Why there is no socket behind a number.
    int noSocket(int fd) {
        OpenFile file = table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        file.unpin();
        return -ENOTSOCK;
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
