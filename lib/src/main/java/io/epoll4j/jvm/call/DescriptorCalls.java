package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_DUPFD;
import static io.epoll4j.sys.FileFlags.F_DUPFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_DUPFD_QUERY;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_GETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.F_SETFD;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.F_SETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.O_APPEND;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDONLY;
import static io.epoll4j.sys.FileFlags.O_WRONLY;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PagePool;
import io.epoll4j.jvm.file.Pipe;
import io.epoll4j.jvm.file.PipeEnd;
import io.epoll4j.jvm.unix.Unix;

/// The calls on descriptor numbers, and pipe2(2) (fs/file.c, fs/fcntl.c, fs/pipe.c).
public final class DescriptorCalls {
    private static final int O_NOATIME = 0x40000;
    private static final int SETTABLE = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME;

    private final Entry entry;
    private final PagePool pages;
    private final Unix unix;

    /// Into the kernel behind `entry`.
    public DescriptorCalls(Entry entry, PagePool pages, Unix unix) {
        this.entry = entry;
        this.pages = pages;
        this.unix = unix;
    }

    public int close(int fd) {
        entry.enter();
        OpenFile file = entry.table.remove(fd);
        if (file == null) {
            return -EBADF;
        }
        file.unpin();
        unix.collectGarbage(); // messages may be all that still refers to it
        return 0;
    }

    public int dup(int fd) {
        entry.enter();
        return duplicate(fd, 0, false);
    }

    private int duplicate(int fd, int from, boolean cloexec) {
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        int copy = entry.table.reserve(from, cloexec);
        if (copy < 0) {
            file.unpin();
        } else {
            entry.table.install(copy, file);
        }
        return copy;
    }

    public int dup3(int fd, int newFd, int flags) {
        entry.enter();
        if ((flags & ~O_CLOEXEC) != 0 || fd == newFd) {
            return -EINVAL;
        }
        int answer = entry.table.replace(fd, newFd, flags != 0);
        unix.collectGarbage();
        return answer;
    }

    public int fcntl(int fd, int command, int argument) {
        entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return switch (command) {
                case F_DUPFD, F_DUPFD_CLOEXEC ->
                        argument < 0 || argument >= entry.table.softLimit()
                                ? -EINVAL
                                : duplicate(fd, argument, command == F_DUPFD_CLOEXEC);
                case F_DUPFD_QUERY -> isSame(file, argument);
                case F_GETFD -> entry.table.closesOnExec(fd) ? FD_CLOEXEC : 0;
                case F_SETFD -> {
                    entry.table.setCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
                    yield 0;
                }
                case F_GETFL -> file.flags;
                case F_SETFL -> setFlags(file, argument);
                case F_GETPIPE_SZ -> file instanceof PipeEnd end ? end.pipe.capacity() : -EBADF;
                case F_SETPIPE_SZ ->
                        file instanceof PipeEnd end ? end.pipe.resize(argument) : -EBADF;
                default -> -EINVAL;
            };
        } finally {
            file.unpin();
        }
    }

    /// `f_dupfd_query`
    private int isSame(OpenFile file, int fd) {
        OpenFile other = entry.table.get(fd);
        if (other == null) {
            return -EBADF;
        }
        other.unpin();
        return file.is(other) ? 1 : 0;
    }

    /// `setfl` (fs/fcntl.c)
    private static int setFlags(OpenFile file, int argument) {
        if ((argument & O_DIRECT) != 0 && !(file instanceof PipeEnd)) {
            return -EINVAL;
        }
        file.flags = (file.flags & ~SETTABLE) | (argument & SETTABLE);
        return 0;
    }

    public int pipe2(int[] fds, int flags) {
        entry.enter();
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) != 0) {
            return -EINVAL;
        }
        int reader = entry.table.reserve(0, (flags & O_CLOEXEC) != 0);
        if (reader < 0) {
            return reader;
        }
        int writer = entry.table.reserve(0, (flags & O_CLOEXEC) != 0);
        if (writer < 0 || fds.length < 2) {
            entry.table.unreserve(reader);
            if (writer < 0) {
                return writer;
            }
            entry.table.unreserve(writer);
            return -EFAULT;
        }
        Pipe pipe = new Pipe(pages);
        entry.table.install(
                reader, new PipeEnd(entry.scheduler, pipe, O_RDONLY | (flags & O_NONBLOCK)));
        entry.table.install(
                writer,
                new PipeEnd(entry.scheduler, pipe, O_WRONLY | (flags & (O_NONBLOCK | O_DIRECT))));
        fds[0] = reader;
        fds[1] = writer;
        return 0;
    }
}
