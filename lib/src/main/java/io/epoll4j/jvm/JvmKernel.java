package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A kernel inside the JVM: descriptors, files, sockets and epoll, answering what Linux 6.18
/// answers, with no system call.
///
/// Each is a world of its own, with its own descriptors and its own network. What it does depends
/// on the calls made and on its [Host] alone. Any thread may use it, as on Linux: a call blocks the
/// thread that makes it, and [Host] says how.
///
/// Beside native memory it takes heap segments as buffers.
public final class JvmKernel extends MessageCalls {
    /// How many descriptors may be open unless `setrlimit` says otherwise.
    public static final int DEFAULT_DESCRIPTORS = 1 << 20;

    /// How many (epoll, descriptor) pairs may be watched at once unless the constructor says
    /// otherwise: `/proc/sys/fs/epoll/max_user_watches`.
    public static final long DEFAULT_MAX_USER_WATCHES = Integer.MAX_VALUE;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final IntFunction<@Nullable OpenFile> files = table::get;

    /// A kernel for real threads, on the clock of this machine.
    public JvmKernel() {
        this(Host.system());
    }

    /// A kernel whose time and sleep come from `host`.
    public JvmKernel(Host host) {
        this(host, DEFAULT_MAX_USER_WATCHES);
    }

    /// A kernel that refuses to watch more than `maxUserWatches` with `-ENOSPC`.
    public JvmKernel(Host host, long maxUserWatches) {
        this(host, maxUserWatches, Network.LOOPBACK);
    }

    /// A kernel whose TCP and UDP sockets reach others over `network`.
    public JvmKernel(Host host, long maxUserWatches, Network network) {
        this(new Core(host, maxUserWatches), network);
    }

    private JvmKernel(Core core, Network network) {
        super(core, new Stack(core, network), new DescriptorTable(DEFAULT_DESCRIPTORS));
        stack.serve(this);
    }

    @Override
    public int epollCreate(int size) {
        return size <= 0 ? -EINVAL : epollCreate1(0);
    }

    @Override
    public int epollCreate1(int flags) {
        enter();
        if ((flags & ~EPOLL_CLOEXEC) != 0) {
            return -EINVAL;
        }
        return install(new EventPoll(core, O_RDWR), flags != 0);
    }

    @Override
    public int epollCtl(int epfd, int op, int fd, int events, long data) {
        enter();
        OpenFile epoll = table.get(epfd);
        if (epoll == null) {
            return -EBADF;
        }
        try {
            OpenFile target = table.get(fd);
            if (target == null) {
                return -EBADF;
            }
            try {
                return EpollControl.control(epoll, op, target, fd, events, data);
            } finally {
                target.unpin();
            }
        } finally {
            epoll.unpin();
        }
    }

    @Override
    public int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        return await(epfd, events, maxevents, timeoutMillis * NANOS_PER_MILLI);
    }

    @Override
    public int epollPwait2(int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        if (timespec.equals(MemorySegment.NULL)) {
            return await(epfd, events, maxevents, -1);
        }
        if (timespec.byteSize() < Timespec.SIZE) {
            return -EFAULT;
        }
        return Timespec.isValid(timespec)
                ? await(epfd, events, maxevents, Timespec.toNanos(timespec))
                : -EINVAL;
    }

    private int await(int epfd, EpollEvents events, int maxevents, long nanos) {
        enter();
        OpenFile epoll = table.get(epfd);
        if (epoll == null) {
            return -EBADF;
        }
        try {
            return EpollWait.await(epoll, events, maxevents, nanos);
        } finally {
            epoll.unpin();
        }
    }

    @Override
    public int poll(PollFds fds, int nfds, int timeoutMillis) {
        if (Integer.compareUnsigned(nfds, table.softLimit()) > 0) {
            return -EINVAL;
        }
        return enter().poll.poll(files, fds, nfds, timeoutMillis * NANOS_PER_MILLI);
    }

    /// Opens a descriptor for an object of Java's, so that epolls and poll(2) of this kernel can
    /// watch it: the rest, close and dup included, is as with any other descriptor.
    ///
    /// @return the lowest free number, or `-EMFILE`
    public int open(Pollable pollable) {
        enter();
        return install(new PollableFile(core, pollable), false);
    }

    /// unlink(2) of the path of a unix socket: it can be bound again. Files have no other meaning
    /// here.
    ///
    /// @return 0, or `-ENOENT` if nothing was ever bound to it
    public int unlink(String path) {
        return stack.unixNames.unlink(Address.of(SockAddr.ofUnix(path)));
    }
}
