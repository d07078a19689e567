package io.epoll4j.inspect.proc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.LinuxKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Whether two descriptors name the same open file, by kcmp(2). Inode numbers cannot tell: all
/// anonymous inodes share one.
///
/// For one thread.
final class Sameness {
    /// What kcmp(2) answers.
    enum Answer {
        SAME,
        OTHER,
        /// Not there, not allowed, or the kernel was built without it.
        UNKNOWN
    }

    private static final int KCMP_FILE = 0;
    private static final int KCMP_EPOLL_TFD = 7;

    private final LinuxKernel kernel;

    Sameness(LinuxKernel kernel) {
        this.kernel = kernel;
    }

    /// Of two descriptors of two processes.
    Answer files(int pid, int fd, int otherPid, int otherFd) {
        return answer(kernel.syscall(Calls.KCMP, pid, otherPid, KCMP_FILE, fd, otherFd, 0));
    }

    /// Of the descriptor `fd` of process `pid` and the item that was the `order`th to be added as
    /// `item` to the epoll `epfd` of process `owner`. Walks the epoll: for few items only.
    Answer watched(int pid, int fd, int owner, int epfd, int item, int order) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(JAVA_INT, 3); // struct kcmp_epoll_slot
            slot.setAtIndex(JAVA_INT, 0, epfd);
            slot.setAtIndex(JAVA_INT, 1, item);
            slot.setAtIndex(JAVA_INT, 2, order);
            long answer =
                    kernel.syscall(Calls.KCMP, pid, owner, KCMP_EPOLL_TFD, fd, slot.address(), 0);
            // The descriptor is there and is not what is watched, or is not there at all.
            return answer == -Errno.EBADF ? Answer.OTHER : answer(answer);
        }
    }

    private static Answer answer(long kcmp) {
        if (kcmp < 0) return Answer.UNKNOWN;
        return kcmp == 0 ? Answer.SAME : Answer.OTHER;
    }
}
