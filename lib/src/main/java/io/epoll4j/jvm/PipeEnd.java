package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.O_ACCMODE;
import static io.epoll4j.sys.FileFlags.O_RDONLY;
import static io.epoll4j.sys.FileStatus.S_IFIFO;

import java.lang.foreign.MemorySegment;

/// The open file description of one end of a [Pipe]. Any thread may use it.
final class PipeEnd extends OpenFile {
    final Pipe pipe;
    private final boolean reads;

    PipeEnd(Core core, Pipe pipe, int flags) {
        super(core, flags);
        this.pipe = pipe;
        this.reads = (flags & O_ACCMODE) == O_RDONLY;
    }

    @Override
    int poll(PollTable table) {
        return reads ? pipe.pollRead(table) : pipe.pollWrite(table);
    }

    @Override
    int readable() {
        return reads ? 0 : -EBADF;
    }

    @Override
    int writable() {
        return reads ? -EBADF : 0;
    }

    @Override
    long read(Call call, Iov to) {
        return reads ? pipe.read(call, to, flags) : -EBADF;
    }

    @Override
    long write(Call call, Iov from) {
        return reads ? -EBADF : pipe.write(call, from, flags);
    }

    /// `pipe_ioctl`
    @Override
    int ioctl(long request, MemorySegment argument) {
        return request == FIONREAD ? store(pipe.unread(), argument) : -ENOTTY;
    }

    @Override
    int seek() {
        return -ESPIPE;
    }

    @Override
    int mode() {
        return S_IFIFO | 0600;
    }

    @Override
    void release() {
        pipe.release(reads, !reads);
    }
}
