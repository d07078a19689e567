package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.O_ACCMODE;
import static io.epoll4j.sys.FileFlags.O_RDONLY;
import static io.epoll4j.sys.FileStatus.S_IFIFO;

import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import java.lang.foreign.MemorySegment;

/// The open file description of one end of a [Pipe]. Any thread may use it.
public final class PipeEnd extends OpenFile {
    public final Pipe pipe;
    private final boolean reads;

    public PipeEnd(Scheduler scheduler, Pipe pipe, int flags) {
        super(scheduler, flags);
        this.pipe = pipe;
        this.reads = (flags & O_ACCMODE) == O_RDONLY;
    }

    @Override
    public int poll(PollTable table) {
        return reads ? pipe.pollRead(table) : pipe.pollWrite(table);
    }

    @Override
    public int readable() {
        return reads ? 0 : -EBADF;
    }

    @Override
    public int writable() {
        return reads ? -EBADF : 0;
    }

    @Override
    public long read(TaskStruct task, Iov to) {
        return reads ? pipe.read(task, to, flags) : -EBADF;
    }

    @Override
    public long write(TaskStruct task, Iov from) {
        return reads ? -EBADF : pipe.write(task, from, flags);
    }

    /// `pipe_ioctl`
    @Override
    public int ioctl(long request, MemorySegment argument) {
        return request == FIONREAD ? store(pipe.unread(), argument) : -ENOTTY;
    }

    @Override
    public int seek() {
        return -ESPIPE;
    }

    @Override
    public int mode() {
        return S_IFIFO | 0600;
    }

    @Override
    public void release() {
        pipe.release(reads, !reads);
    }
}
