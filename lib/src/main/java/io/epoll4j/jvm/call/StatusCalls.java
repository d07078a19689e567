package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.FIOCLEX;
import static io.epoll4j.sys.FileFlags.FIONBIO;
import static io.epoll4j.sys.FileFlags.FIONCLEX;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.sys.FileStatus;
import java.lang.foreign.MemorySegment;

/// The calls that ask what kind of file a number refers to, and those that are meant for files with
/// positions, of which there are none here (fs/read_write.c, fs/stat.c, fs/ioctl.c).
public final class StatusCalls {
    /// `SEEK_MAX`
    private static final int MOST_WHENCE = 4;

    private static final int BLOCK = 4096;

    private final Entry entry;

    /// Into the kernel behind `entry`.
    public StatusCalls(Entry entry) {
        this.entry = entry;
    }

    public long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        return atPosition(fd, position);
    }

    public long pwrite(int fd, MemorySegment buffer, long offset, long length, long position) {
        return atPosition(fd, position);
    }

    private int atPosition(int fd, long position) {
        entry.enter();
        if (position < 0) {
            return -EINVAL;
        }
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        file.unpin();
        return -ESPIPE;
    }

    public long lseek(int fd, long offset, int whence) {
        entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        int answer = whence < 0 || whence > MOST_WHENCE ? -EINVAL : file.seek();
        file.unpin();
        return answer;
    }

    public int fstat(int fd, FileStatus status) {
        entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        status.set(file.mode(), file.id, 0, BLOCK);
        file.unpin();
        return 0;
    }

    /// `do_vfs_ioctl`
    public int ioctl(int fd, long request, MemorySegment argument) {
        entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            if (request == FIOCLEX || request == FIONCLEX) {
                entry.table.setCloseOnExec(fd, request == FIOCLEX);
                return 0;
            }
            return request == FIONBIO
                    ? setNonblocking(file, argument)
                    : file.ioctl(request, argument);
        } finally {
            file.unpin();
        }
    }

    private static int setNonblocking(OpenFile file, MemorySegment argument) {
        if (argument.byteSize() < Integer.BYTES) {
            return -EFAULT;
        }
        boolean on = argument.get(JAVA_INT_UNALIGNED, 0) != 0;
        file.flags = on ? file.flags | O_NONBLOCK : file.flags & ~O_NONBLOCK;
        return 0;
    }
}
