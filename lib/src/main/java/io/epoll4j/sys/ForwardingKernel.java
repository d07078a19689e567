package io.epoll4j.sys;

import static io.epoll4j.sys.KernelCall.ACCEPT4;
import static io.epoll4j.sys.KernelCall.BIND;
import static io.epoll4j.sys.KernelCall.CLOCK_GETTIME;
import static io.epoll4j.sys.KernelCall.CLOSE;
import static io.epoll4j.sys.KernelCall.CONNECT;
import static io.epoll4j.sys.KernelCall.DUP;
import static io.epoll4j.sys.KernelCall.DUP3;
import static io.epoll4j.sys.KernelCall.EPOLL_CREATE;
import static io.epoll4j.sys.KernelCall.EPOLL_CREATE1;
import static io.epoll4j.sys.KernelCall.EPOLL_CTL;
import static io.epoll4j.sys.KernelCall.EPOLL_PWAIT;
import static io.epoll4j.sys.KernelCall.EPOLL_PWAIT2;
import static io.epoll4j.sys.KernelCall.EPOLL_WAIT;
import static io.epoll4j.sys.KernelCall.EVENTFD;
import static io.epoll4j.sys.KernelCall.FCNTL;
import static io.epoll4j.sys.KernelCall.FSTAT;
import static io.epoll4j.sys.KernelCall.GETPEERNAME;
import static io.epoll4j.sys.KernelCall.GETRLIMIT;
import static io.epoll4j.sys.KernelCall.GETSOCKNAME;
import static io.epoll4j.sys.KernelCall.GETSOCKOPT;
import static io.epoll4j.sys.KernelCall.IOCTL;
import static io.epoll4j.sys.KernelCall.LISTEN;
import static io.epoll4j.sys.KernelCall.LSEEK;
import static io.epoll4j.sys.KernelCall.PIPE2;
import static io.epoll4j.sys.KernelCall.POLL;
import static io.epoll4j.sys.KernelCall.PPOLL;
import static io.epoll4j.sys.KernelCall.PREAD;
import static io.epoll4j.sys.KernelCall.PWRITE;
import static io.epoll4j.sys.KernelCall.READ;
import static io.epoll4j.sys.KernelCall.READV;
import static io.epoll4j.sys.KernelCall.RECV;
import static io.epoll4j.sys.KernelCall.RECVFROM;
import static io.epoll4j.sys.KernelCall.RECVMMSG;
import static io.epoll4j.sys.KernelCall.RECVMSG;
import static io.epoll4j.sys.KernelCall.SELECT;
import static io.epoll4j.sys.KernelCall.SEND;
import static io.epoll4j.sys.KernelCall.SENDMMSG;
import static io.epoll4j.sys.KernelCall.SENDMSG;
import static io.epoll4j.sys.KernelCall.SENDTO;
import static io.epoll4j.sys.KernelCall.SETRLIMIT;
import static io.epoll4j.sys.KernelCall.SETSOCKOPT;
import static io.epoll4j.sys.KernelCall.SHUTDOWN;
import static io.epoll4j.sys.KernelCall.SIGMASK;
import static io.epoll4j.sys.KernelCall.SIGNALFD;
import static io.epoll4j.sys.KernelCall.SOCKET;
import static io.epoll4j.sys.KernelCall.SOCKETPAIR;
import static io.epoll4j.sys.KernelCall.TIMERFD_CREATE;
import static io.epoll4j.sys.KernelCall.TIMERFD_GETTIME;
import static io.epoll4j.sys.KernelCall.TIMERFD_SETTIME;
import static io.epoll4j.sys.KernelCall.WRITE;
import static io.epoll4j.sys.KernelCall.WRITEV;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A kernel that hands every call on to another: to be extended by whoever wants to watch, count,
/// refuse or change what programs ask of a kernel. One that prints every call is a few lines:
///
/// ```java
/// var traced = new ForwardingKernel(Kernel.linux()) {
///     @Override
///     protected long after(KernelCall call, int fd, long answer) {
///         System.err.println(call + " on " + fd + ": " + answer);
///         return answer;
///     }
/// };
/// ```
///
/// Override [#before] and [#after] for all calls, or a single call by its own method. As safe for
/// threads as what it is made of; it allocates nothing.
public class ForwardingKernel implements Kernel {
    /// Where the calls go.
    protected final Kernel kernel;

    /// Hands every call on to `kernel`.
    public ForwardingKernel(Kernel kernel) {
        this.kernel = requireNonNull(kernel);
    }

    /// Asked before every call.
    ///
    /// @param fd the descriptor that the call is about, -1 if it is not about one
    /// @return 0 to make the call, or `-errno` to answer that instead
    protected int before(KernelCall call, int fd) {
        return 0;
    }

    /// Told of every call that was made.
    ///
    /// @param fd as in [#before]
    /// @return what the program is to be answered: `answer`, as a rule
    protected long after(KernelCall call, int fd, long answer) {
        return answer;
    }

    @Override
    public int epollCreate(int size) {
        int refusal = before(EPOLL_CREATE, -1);
        return refusal < 0 ? refusal : (int) after(EPOLL_CREATE, -1, kernel.epollCreate(size));
    }

    @Override
    public int epollCreate1(int flags) {
        int refusal = before(EPOLL_CREATE1, -1);
        return refusal < 0 ? refusal : (int) after(EPOLL_CREATE1, -1, kernel.epollCreate1(flags));
    }

    @Override
    public int epollCtl(int epfd, int op, int fd, int events, long data) {
        int refusal = before(EPOLL_CTL, epfd);
        return refusal < 0
                ? refusal
                : (int) after(EPOLL_CTL, epfd, kernel.epollCtl(epfd, op, fd, events, data));
    }

    @Override
    public int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        int refusal = before(EPOLL_WAIT, epfd);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                EPOLL_WAIT,
                                epfd,
                                kernel.epollWait(epfd, events, maxevents, timeoutMillis));
    }

    @Override
    public int epollPwait2(int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        int refusal = before(EPOLL_PWAIT2, epfd);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                EPOLL_PWAIT2,
                                epfd,
                                kernel.epollPwait2(epfd, events, maxevents, timespec));
    }

    @Override
    public int poll(PollFds fds, int nfds, int timeoutMillis) {
        int refusal = before(POLL, -1);
        return refusal < 0 ? refusal : (int) after(POLL, -1, kernel.poll(fds, nfds, timeoutMillis));
    }

    @Override
    public long read(int fd, MemorySegment buffer, long offset, long length) {
        int refusal = before(READ, fd);
        return refusal < 0 ? refusal : after(READ, fd, kernel.read(fd, buffer, offset, length));
    }

    @Override
    public long write(int fd, MemorySegment buffer, long offset, long length) {
        int refusal = before(WRITE, fd);
        return refusal < 0 ? refusal : after(WRITE, fd, kernel.write(fd, buffer, offset, length));
    }

    @Override
    public long readv(int fd, IoVec vector, int count) {
        int refusal = before(READV, fd);
        return refusal < 0 ? refusal : after(READV, fd, kernel.readv(fd, vector, count));
    }

    @Override
    public long writev(int fd, IoVec vector, int count) {
        int refusal = before(WRITEV, fd);
        return refusal < 0 ? refusal : after(WRITEV, fd, kernel.writev(fd, vector, count));
    }

    @Override
    public int close(int fd) {
        int refusal = before(CLOSE, fd);
        return refusal < 0 ? refusal : (int) after(CLOSE, fd, kernel.close(fd));
    }

    @Override
    public int dup(int fd) {
        int refusal = before(DUP, fd);
        return refusal < 0 ? refusal : (int) after(DUP, fd, kernel.dup(fd));
    }

    @Override
    public int dup3(int fd, int newFd, int flags) {
        int refusal = before(DUP3, fd);
        return refusal < 0 ? refusal : (int) after(DUP3, fd, kernel.dup3(fd, newFd, flags));
    }

    @Override
    public int fcntl(int fd, int command, int argument) {
        int refusal = before(FCNTL, fd);
        return refusal < 0 ? refusal : (int) after(FCNTL, fd, kernel.fcntl(fd, command, argument));
    }

    @Override
    public int pipe2(int[] fds, int flags) {
        int refusal = before(PIPE2, -1);
        return refusal < 0 ? refusal : (int) after(PIPE2, -1, kernel.pipe2(fds, flags));
    }

    @Override
    public int eventfd(int initialValue, int flags) {
        int refusal = before(EVENTFD, -1);
        return refusal < 0
                ? refusal
                : (int) after(EVENTFD, -1, kernel.eventfd(initialValue, flags));
    }

    @Override
    public int timerfdCreate(int clockId, int flags) {
        int refusal = before(TIMERFD_CREATE, -1);
        return refusal < 0
                ? refusal
                : (int) after(TIMERFD_CREATE, -1, kernel.timerfdCreate(clockId, flags));
    }

    @Override
    public int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        int refusal = before(TIMERFD_SETTIME, fd);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                TIMERFD_SETTIME,
                                fd,
                                kernel.timerfdSettime(fd, flags, newValue, oldValue));
    }

    @Override
    public int timerfdGettime(int fd, MemorySegment currentValue) {
        int refusal = before(TIMERFD_GETTIME, fd);
        return refusal < 0
                ? refusal
                : (int) after(TIMERFD_GETTIME, fd, kernel.timerfdGettime(fd, currentValue));
    }

    @Override
    public long clockGettime(int clockId) {
        int refusal = before(CLOCK_GETTIME, -1);
        return refusal < 0 ? refusal : after(CLOCK_GETTIME, -1, kernel.clockGettime(clockId));
    }

    @Override
    public int getrlimit(int resource, long[] limits) {
        int refusal = before(GETRLIMIT, -1);
        return refusal < 0
                ? refusal
                : (int) after(GETRLIMIT, -1, kernel.getrlimit(resource, limits));
    }

    @Override
    public int setrlimit(int resource, long softLimit, long hardLimit) {
        int refusal = before(SETRLIMIT, -1);
        return refusal < 0
                ? refusal
                : (int) after(SETRLIMIT, -1, kernel.setrlimit(resource, softLimit, hardLimit));
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        int refusal = before(SOCKET, -1);
        return refusal < 0
                ? refusal
                : (int) after(SOCKET, -1, kernel.socket(domain, type, protocol));
    }

    @Override
    public int socketpair(int domain, int type, int protocol, int[] fds) {
        int refusal = before(SOCKETPAIR, -1);
        return refusal < 0
                ? refusal
                : (int) after(SOCKETPAIR, -1, kernel.socketpair(domain, type, protocol, fds));
    }

    @Override
    public int bind(int fd, SockAddr address) {
        int refusal = before(BIND, fd);
        return refusal < 0 ? refusal : (int) after(BIND, fd, kernel.bind(fd, address));
    }

    @Override
    public int listen(int fd, int backlog) {
        int refusal = before(LISTEN, fd);
        return refusal < 0 ? refusal : (int) after(LISTEN, fd, kernel.listen(fd, backlog));
    }

    @Override
    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        int refusal = before(ACCEPT4, fd);
        return refusal < 0 ? refusal : (int) after(ACCEPT4, fd, kernel.accept4(fd, peer, flags));
    }

    @Override
    public int connect(int fd, SockAddr address) {
        int refusal = before(CONNECT, fd);
        return refusal < 0 ? refusal : (int) after(CONNECT, fd, kernel.connect(fd, address));
    }

    @Override
    public int shutdown(int fd, int how) {
        int refusal = before(SHUTDOWN, fd);
        return refusal < 0 ? refusal : (int) after(SHUTDOWN, fd, kernel.shutdown(fd, how));
    }

    @Override
    public int getsockname(int fd, SockAddr address) {
        int refusal = before(GETSOCKNAME, fd);
        return refusal < 0
                ? refusal
                : (int) after(GETSOCKNAME, fd, kernel.getsockname(fd, address));
    }

    @Override
    public int getpeername(int fd, SockAddr address) {
        int refusal = before(GETPEERNAME, fd);
        return refusal < 0
                ? refusal
                : (int) after(GETPEERNAME, fd, kernel.getpeername(fd, address));
    }

    @Override
    public int getsockopt(int fd, int level, int option, MemorySegment value) {
        int refusal = before(GETSOCKOPT, fd);
        return refusal < 0
                ? refusal
                : (int) after(GETSOCKOPT, fd, kernel.getsockopt(fd, level, option, value));
    }

    @Override
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        int refusal = before(SETSOCKOPT, fd);
        return refusal < 0
                ? refusal
                : (int) after(SETSOCKOPT, fd, kernel.setsockopt(fd, level, option, value));
    }

    @Override
    public int setsockopt(int fd, int level, int option, int value) {
        int refusal = before(SETSOCKOPT, fd);
        return refusal < 0
                ? refusal
                : (int) after(SETSOCKOPT, fd, kernel.setsockopt(fd, level, option, value));
    }

    @Override
    public int getsockopt(int fd, int level, int option) {
        int refusal = before(GETSOCKOPT, fd);
        return refusal < 0
                ? refusal
                : (int) after(GETSOCKOPT, fd, kernel.getsockopt(fd, level, option));
    }

    @Override
    public long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        int refusal = before(RECV, fd);
        return refusal < 0
                ? refusal
                : after(RECV, fd, kernel.recv(fd, buffer, offset, length, flags));
    }

    @Override
    public long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        int refusal = before(SEND, fd);
        return refusal < 0
                ? refusal
                : after(SEND, fd, kernel.send(fd, buffer, offset, length, flags));
    }

    @Override
    public long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        int refusal = before(RECVFROM, fd);
        return refusal < 0
                ? refusal
                : after(RECVFROM, fd, kernel.recvfrom(fd, buffer, offset, length, flags, source));
    }

    @Override
    public long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        int refusal = before(SENDTO, fd);
        return refusal < 0
                ? refusal
                : after(SENDTO, fd, kernel.sendto(fd, buffer, offset, length, flags, target));
    }

    @Override
    public long recvmsg(int fd, Message message, int flags) {
        int refusal = before(RECVMSG, fd);
        return refusal < 0 ? refusal : after(RECVMSG, fd, kernel.recvmsg(fd, message, flags));
    }

    @Override
    public long sendmsg(int fd, Message message, int flags) {
        int refusal = before(SENDMSG, fd);
        return refusal < 0 ? refusal : after(SENDMSG, fd, kernel.sendmsg(fd, message, flags));
    }

    @Override
    public int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        int refusal = before(RECVMMSG, fd);
        return refusal < 0
                ? refusal
                : (int) after(RECVMMSG, fd, kernel.recvmmsg(fd, messages, count, flags));
    }

    @Override
    public int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        int refusal = before(SENDMMSG, fd);
        return refusal < 0
                ? refusal
                : (int) after(SENDMMSG, fd, kernel.sendmmsg(fd, messages, count, flags));
    }

    @Override
    public int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        int refusal = before(EPOLL_PWAIT, epfd);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                EPOLL_PWAIT,
                                epfd,
                                kernel.epollPwait(
                                        epfd, events, maxevents, timeoutMillis, signalMask));
    }

    @Override
    public int epollPwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        int refusal = before(EPOLL_PWAIT2, epfd);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                EPOLL_PWAIT2,
                                epfd,
                                kernel.epollPwait2(epfd, events, maxevents, timespec, signalMask));
    }

    @Override
    public int ppoll(PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        int refusal = before(PPOLL, -1);
        return refusal < 0
                ? refusal
                : (int) after(PPOLL, -1, kernel.ppoll(fds, nfds, timespec, signalMask));
    }

    @Override
    public int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        int refusal = before(SELECT, -1);
        return refusal < 0
                ? refusal
                : (int)
                        after(
                                SELECT,
                                -1,
                                kernel.select(
                                        nfds, readable, writable, exceptional, timeoutMicros));
    }

    @Override
    public long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        int refusal = before(PREAD, fd);
        return refusal < 0
                ? refusal
                : after(PREAD, fd, kernel.pread(fd, buffer, offset, length, position));
    }

    @Override
    public long pwrite(int fd, MemorySegment buffer, long offset, long length, long position) {
        int refusal = before(PWRITE, fd);
        return refusal < 0
                ? refusal
                : after(PWRITE, fd, kernel.pwrite(fd, buffer, offset, length, position));
    }

    @Override
    public long lseek(int fd, long offset, int whence) {
        int refusal = before(LSEEK, fd);
        return refusal < 0 ? refusal : after(LSEEK, fd, kernel.lseek(fd, offset, whence));
    }

    @Override
    public int fstat(int fd, FileStatus status) {
        int refusal = before(FSTAT, fd);
        return refusal < 0 ? refusal : (int) after(FSTAT, fd, kernel.fstat(fd, status));
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        int refusal = before(IOCTL, fd);
        return refusal < 0 ? refusal : (int) after(IOCTL, fd, kernel.ioctl(fd, request, argument));
    }

    @Override
    public int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        int refusal = before(RECVMMSG, fd);
        return refusal < 0
                ? refusal
                : (int) after(RECVMMSG, fd, kernel.recvmmsg(fd, messages, count, flags, timespec));
    }

    @Override
    public int signalfd(int fd, MemorySegment signalMask, int flags) {
        int refusal = before(SIGNALFD, fd);
        return refusal < 0
                ? refusal
                : (int) after(SIGNALFD, fd, kernel.signalfd(fd, signalMask, flags));
    }

    @Override
    public int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        int refusal = before(SIGMASK, -1);
        return refusal < 0
                ? refusal
                : (int) after(SIGMASK, -1, kernel.sigmask(how, newMask, oldMask));
    }
}
