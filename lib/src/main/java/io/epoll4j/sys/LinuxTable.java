package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The system-call table of [Linux]: which part makes which call. Its parts are final, so that a
/// call goes straight through. Safe for any thread.
abstract class LinuxTable implements LinuxKernel {
    private final LinuxEpoll epolls;
    private final LinuxFiles files = new LinuxFiles();
    private final LinuxSockets sockets = new LinuxSockets();
    private final LinuxMessages messages = new LinuxMessages();

    /// @param pwait2 the call to wait with a timespec, so that tests can name one no kernel has
    LinuxTable(SystemCall pwait2) {
        this.epolls = new LinuxEpoll(pwait2);
    }

    @Override
    public final int epollCreate(int size) {
        return epolls.epollCreate(size);
    }

    @Override
    public final int epollCreate1(int flags) {
        return epolls.epollCreate1(flags);
    }

    @Override
    public final int epollCtl(int epfd, int op, int fd, int events, long data) {
        return epolls.epollCtl(epfd, op, fd, events, data);
    }

    @Override
    public final int epollCtl(int epfd, int op, int fd, MemorySegment event) {
        return epolls.epollCtl(epfd, op, fd, event);
    }

    @Override
    public final int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        return epolls.epollWait(epfd, events, maxevents, timeoutMillis);
    }

    @Override
    public final int epollWait(int epfd, MemorySegment events, int maxevents, int timeoutMillis) {
        return epolls.epollWait(epfd, events, maxevents, timeoutMillis);
    }

    @Override
    public final int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return epolls.epollPwait(epfd, events, maxevents, timeoutMillis, signalMask);
    }

    @Override
    public final int epollPwait2(
            int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        return epolls.epollPwait2(epfd, events, maxevents, timespec);
    }

    @Override
    public final int epollPwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        return epolls.epollPwait2(epfd, events, maxevents, timespec, signalMask);
    }

    @Override
    public final int epollGetParams(int epfd, EpollParams params) {
        return epolls.epollGetParams(epfd, params);
    }

    @Override
    public final int epollSetParams(int epfd, EpollParams params) {
        return epolls.epollSetParams(epfd, params);
    }

    @Override
    public final int poll(PollFds fds, int nfds, int timeoutMillis) {
        return epolls.poll(fds, nfds, timeoutMillis);
    }

    @Override
    public final int ppoll(
            PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        return epolls.ppoll(fds, nfds, timespec, signalMask);
    }

    @Override
    public final int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        return epolls.select(nfds, readable, writable, exceptional, timeoutMicros);
    }

    @Override
    public final long read(int fd, MemorySegment buffer, long offset, long length) {
        return files.read(fd, buffer, offset, length);
    }

    @Override
    public final long write(int fd, MemorySegment buffer, long offset, long length) {
        return files.write(fd, buffer, offset, length);
    }

    @Override
    public final long readv(int fd, IoVec vector, int count) {
        return files.readv(fd, vector, count);
    }

    @Override
    public final long writev(int fd, IoVec vector, int count) {
        return files.writev(fd, vector, count);
    }

    @Override
    public final long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        return files.pread(fd, buffer, offset, length, position);
    }

    @Override
    public final long pwrite(
            int fd, MemorySegment buffer, long offset, long length, long position) {
        return files.pwrite(fd, buffer, offset, length, position);
    }

    @Override
    public final long lseek(int fd, long offset, int whence) {
        return files.lseek(fd, offset, whence);
    }

    @Override
    public final int fstat(int fd, FileStatus status) {
        return files.fstat(fd, status);
    }

    @Override
    public final int ioctl(int fd, long request, MemorySegment argument) {
        return files.ioctl(fd, request, argument);
    }

    @Override
    public final int close(int fd) {
        return files.close(fd);
    }

    @Override
    public final int dup(int fd) {
        return files.dup(fd);
    }

    @Override
    public final int dup3(int fd, int newFd, int flags) {
        return files.dup3(fd, newFd, flags);
    }

    @Override
    public final int fcntl(int fd, int command, int argument) {
        return files.fcntl(fd, command, argument);
    }

    @Override
    public final int pipe2(int[] fds, int flags) {
        return files.pipe2(fds, flags);
    }

    @Override
    public final int eventfd(int initialValue, int flags) {
        return files.eventfd(initialValue, flags);
    }

    @Override
    public final int timerfdCreate(int clockId, int flags) {
        return files.timerfdCreate(clockId, flags);
    }

    @Override
    public final int timerfdSettime(
            int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        return files.timerfdSettime(fd, flags, newValue, oldValue);
    }

    @Override
    public final int timerfdGettime(int fd, MemorySegment currentValue) {
        return files.timerfdGettime(fd, currentValue);
    }

    @Override
    public final long clockGettime(int clockId) {
        return files.clockGettime(clockId);
    }

    @Override
    public final int getrlimit(int resource, long[] limits) {
        return files.getrlimit(resource, limits);
    }

    @Override
    public final int setrlimit(int resource, long softLimit, long hardLimit) {
        return files.setrlimit(resource, softLimit, hardLimit);
    }

    @Override
    public final int open(String path, int flags, int mode) {
        return files.open(path, flags, mode);
    }

    @Override
    public final int memfdCreate(String name, int flags) {
        return files.memfdCreate(name, flags);
    }

    @Override
    public final long sendfile(int out, int in, long length) {
        return files.sendfile(out, in, length);
    }

    @Override
    public final long splice(int in, int out, long length, int flags) {
        return files.splice(in, out, length, flags);
    }

    @Override
    public final long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return messages.recv(fd, buffer, offset, length, flags);
    }

    @Override
    public final long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return messages.send(fd, buffer, offset, length, flags);
    }

    @Override
    public final long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        return messages.recvfrom(fd, buffer, offset, length, flags, source);
    }

    @Override
    public final long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        return messages.sendto(fd, buffer, offset, length, flags, target);
    }

    @Override
    public final long recvmsg(int fd, Message message, int flags) {
        return messages.recvmsg(fd, message, flags);
    }

    @Override
    public final long sendmsg(int fd, Message message, int flags) {
        return messages.sendmsg(fd, message, flags);
    }

    @Override
    public final int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        return this.messages.recvmmsg(fd, messages, count, flags);
    }

    @Override
    public final int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        return this.messages.recvmmsg(fd, messages, count, flags, timespec);
    }

    @Override
    public final int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        return this.messages.sendmmsg(fd, messages, count, flags);
    }

    @Override
    public final int socket(int domain, int type, int protocol) {
        return sockets.socket(domain, type, protocol);
    }

    @Override
    public final int socketpair(int domain, int type, int protocol, int[] fds) {
        return sockets.socketpair(domain, type, protocol, fds);
    }

    @Override
    public final int bind(int fd, SockAddr address) {
        return sockets.bind(fd, address);
    }

    @Override
    public final int listen(int fd, int backlog) {
        return sockets.listen(fd, backlog);
    }

    @Override
    public final int accept4(int fd, @Nullable SockAddr peer, int flags) {
        return sockets.accept4(fd, peer, flags);
    }

    @Override
    public final int connect(int fd, SockAddr address) {
        return sockets.connect(fd, address);
    }

    @Override
    public final int shutdown(int fd, int how) {
        return sockets.shutdown(fd, how);
    }

    @Override
    public final int getsockname(int fd, SockAddr address) {
        return sockets.getsockname(fd, address);
    }

    @Override
    public final int getpeername(int fd, SockAddr address) {
        return sockets.getpeername(fd, address);
    }

    @Override
    public final int getsockopt(int fd, int level, int option, MemorySegment value) {
        return sockets.getsockopt(fd, level, option, value);
    }

    @Override
    public final int getsockopt(int fd, int level, int option) {
        return sockets.getsockopt(fd, level, option);
    }

    @Override
    public final int setsockopt(int fd, int level, int option, MemorySegment value) {
        return sockets.setsockopt(fd, level, option, value);
    }

    @Override
    public final int setsockopt(int fd, int level, int option, int value) {
        return sockets.setsockopt(fd, level, option, value);
    }
}
