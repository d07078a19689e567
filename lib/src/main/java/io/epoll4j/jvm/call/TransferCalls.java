package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.jvm.file.EventFd;
import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.IoVec;
import java.lang.foreign.MemorySegment;

/// read(2), write(2) and their vectored kin (fs/read_write.c).
public final class TransferCalls {
    /// `MAX_RW_COUNT`: the most that one call transfers.
    private static final long MOST = Integer.MAX_VALUE & -4096;

    /// `UIO_MAXIOV`
    static final int MOST_PIECES = 1024;

    private final Entry entry;

    /// Into the kernel behind `entry`.
    public TransferCalls(Entry entry) {
        this.entry = entry;
    }

    public long read(int fd, MemorySegment buffer, long offset, long length) {
        TaskStruct task = entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return Iov.isValid(buffer, offset, length)
                    ? file.read(
                            task,
                            entry.scratch(task).iov.of(buffer, offset, Math.min(length, MOST)))
                    : refusal(file.readable());
        } finally {
            file.unpin();
        }
    }

    public long write(int fd, MemorySegment buffer, long offset, long length) {
        TaskStruct task = entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            return Iov.isValid(buffer, offset, length)
                    ? file.write(
                            task,
                            entry.scratch(task).iov.of(buffer, offset, Math.min(length, MOST)))
                    : refusal(file.writable());
        } finally {
            file.unpin();
        }
    }

    public long readv(int fd, IoVec vector, int count) {
        TaskStruct task = entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            int failure = file.readable();
            if (failure == 0) {
                failure = check(vector, count);
            }
            if (failure != 0) {
                return failure;
            }
            Iov to = entry.scratch(task).iov.of(vector, count);
            return to.remaining() == 0 ? 0 : file.read(task, to);
        } finally {
            file.unpin();
        }
    }

    public long writev(int fd, IoVec vector, int count) {
        TaskStruct task = entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            int failure = file.writable();
            if (failure == 0) {
                failure = check(vector, count);
            }
            if (failure != 0) {
                return failure;
            }
            Iov from = entry.scratch(task).iov.of(vector, count);
            if (from.remaining() == 0) {
                return 0;
            }
            return file instanceof EventFd
                    ? writePieces(task, file, from, vector, count)
                    : file.write(task, from);
        } finally {
            file.unpin();
        }
    }

    /// `do_loop_readv_writev`: an eventfd takes each piece as a write of its own.
    private static long writePieces(
            TaskStruct task, OpenFile file, Iov iov, IoVec vector, int count) {
        long written = 0;
        for (int i = 0; i < count; i++) {
            long length = vector.length(i);
            if (length == 0 && i != 0) {
                continue;
            }
            long answer = file.write(task, iov.of(vector.segment(i), vector.offset(i), length));
            if (answer < 0) {
                return written != 0 ? written : answer;
            }
            written += answer;
        }
        return written;
    }

    /// `import_iovec`: 0 or `-errno`
    static int check(IoVec vector, int count) {
        if (count < 0 || count > MOST_PIECES) {
            return -EINVAL;
        }
        if (count > vector.capacity()) {
            return -EFAULT;
        }
        for (int i = 0; i < count; i++) {
            if (vector.length(i) < 0) {
                return -EINVAL;
            }
            if (!Iov.isValid(vector.segment(i), vector.offset(i), vector.length(i))) {
                return -EFAULT;
            }
        }
        return 0;
    }

    /// What a bad buffer answers, unless the file refuses before it looks at that.
    private static int refusal(int file) {
        return file != 0 ? file : -EFAULT;
    }
}
