package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The system-call table: what an epoll program asks of a kernel, each call named as Linux names
/// it.
///
/// Every call answers as the kernel itself does: `>= 0` on success, `-errno` on failure (see
/// [Errno]). Nothing here throws for a kernel's refusal, and nothing allocates in steady state.
/// Every call may be made from any thread, virtual ones included; errno and scratch memory are per
/// thread.
///
/// Two kernels implement it: Linux itself ([#linux()]) and the kernel inside the JVM
/// (`io.epoll4j.jvm`). Calls that only a real kernel has are in [LinuxKernel]. Those written here
/// with a body answer `-ENOSYS`, as a kernel built without them, unless an implementation has them.
///
/// Buffers are a [MemorySegment] with an offset and a length in bytes. A range that lies outside
/// its segment, or a heap segment where Linux needs native memory, answers `-EFAULT`, as a bad
/// pointer does. [MemorySegment#NULL] stands for C's null pointer where a call allows one.
public interface Kernel {
    /// The Linux kernel this JVM runs on.
    ///
    /// @throws UnsupportedOperationException on another operating system or architecture
    /// @throws IllegalCallerException where native access is denied to this module
    static LinuxKernel linux() {
        return Linux.instance();
    }

    // epoll

    /// [epoll_create(2)](https://man7.org/linux/man-pages/man2/epoll_create.2.html): a new epoll
    /// descriptor. `size` is only checked to be positive.
    int epollCreate(int size);

    /// epoll_create1(2): `flags` is 0 or [EpollFlags#EPOLL_CLOEXEC].
    int epollCreate1(int flags);

    /// [epoll_ctl(2)](https://man7.org/linux/man-pages/man2/epoll_ctl.2.html). `events` and `data`
    /// are the two fields of `struct epoll_event`; DEL ignores them.
    int epollCtl(int epfd, int op, int fd, int events, long data);

    /// [epoll_wait(2)](https://man7.org/linux/man-pages/man2/epoll_wait.2.html): fills `events`
    /// from index 0 and answers how many. `timeoutMillis` -1 waits without limit. `maxevents` above
    /// the capacity of `events` answers `-EFAULT`.
    int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis);

    /// epoll_pwait2(2) without a signal mask: as [#epollWait], the limit being a `struct timespec`
    /// ([Timespec]), or [MemorySegment#NULL] for none. A kernel that lacks the call (before 5.11,
    /// or forbidden by a sandbox) is asked epoll_wait instead, rounded up to milliseconds.
    int epollPwait2(int epfd, EpollEvents events, int maxevents, MemorySegment timespec);

    /// epoll_pwait(2): as [#epollWait], with `signalMask`, a 64-bit `sigset_t` ([Signals#mask]), as
    /// the thread's mask while it waits; [MemorySegment#NULL] leaves the mask alone.
    default int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return -Errno.ENOSYS;
    }

    /// epoll_pwait2(2) with a signal mask, as in [#epollPwait].
    default int epollPwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        return -Errno.ENOSYS;
    }

    /// [poll(2)](https://man7.org/linux/man-pages/man2/poll.2.html) over the first `nfds` entries.
    int poll(PollFds fds, int nfds, int timeoutMillis);

    /// ppoll(2): as [#poll], the limit being a `struct timespec` ([Timespec]) or
    /// [MemorySegment#NULL] for none, and with a signal mask as in [#epollPwait]. The timespec is
    /// left as it was.
    default int ppoll(PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        return -Errno.ENOSYS;
    }

    /// [select(2)](https://man7.org/linux/man-pages/man2/select.2.html). Each set is a [FdSet] or
    /// null; `timeoutMicros` negative waits without limit.
    default int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        return -Errno.ENOSYS;
    }

    // files

    /// [read(2)](https://man7.org/linux/man-pages/man2/read.2.html)
    long read(int fd, MemorySegment buffer, long offset, long length);

    /// [write(2)](https://man7.org/linux/man-pages/man2/write.2.html). Writing to a broken pipe or
    /// socket answers `-EPIPE`; no SIGPIPE reaches the process (the JVM ignores it).
    long write(int fd, MemorySegment buffer, long offset, long length);

    /// readv(2) into the first `count` entries of `vector`.
    long readv(int fd, IoVec vector, int count);

    /// writev(2) of the first `count` entries of `vector`.
    long writev(int fd, IoVec vector, int count);

    /// [pread(2)](https://man7.org/linux/man-pages/man2/pread.2.html) at `position` in the file:
    /// `-ESPIPE` for what has no positions.
    default long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        return -Errno.ENOSYS;
    }

    /// pwrite(2), likewise.
    default long pwrite(int fd, MemorySegment buffer, long offset, long length, long position) {
        return -Errno.ENOSYS;
    }

    /// [lseek(2)](https://man7.org/linux/man-pages/man2/lseek.2.html)
    default long lseek(int fd, long offset, int whence) {
        return -Errno.ENOSYS;
    }

    /// [fstat(2)](https://man7.org/linux/man-pages/man2/fstat.2.html)
    default int fstat(int fd, FileStatus status) {
        return -Errno.ENOSYS;
    }

    /// [ioctl(2)](https://man7.org/linux/man-pages/man2/ioctl.2.html), the argument a pointer, such
    /// as [FileFlags#FIONREAD] into an int.
    default int ioctl(int fd, long request, MemorySegment argument) {
        return -Errno.ENOSYS;
    }

    /// [close(2)](https://man7.org/linux/man-pages/man2/close.2.html). The number is free
    /// afterwards whatever the answer, `-EINTR` included: never call it again.
    int close(int fd);

    /// dup(2): the lowest free number.
    int dup(int fd);

    /// dup3(2): `newFd` is closed first if it is open.
    int dup3(int fd, int newFd, int flags);

    /// [fcntl(2)](https://man7.org/linux/man-pages/man2/fcntl.2.html) for the commands that take an
    /// int or nothing, such as [FileFlags#F_GETFL].
    int fcntl(int fd, int command, int argument);

    /// pipe2(2): `fds[0]` reads what is written to `fds[1]`.
    int pipe2(int[] fds, int flags);

    /// [eventfd(2)](https://man7.org/linux/man-pages/man2/eventfd.2.html)
    int eventfd(int initialValue, int flags);

    /// [timerfd_create(2)](https://man7.org/linux/man-pages/man2/timerfd_create.2.html)
    int timerfdCreate(int clockId, int flags);

    /// timerfd_settime(2). `newValue` and `oldValue` are `struct itimerspec` ([Timespec]);
    /// `oldValue` may be [MemorySegment#NULL].
    int timerfdSettime(int fd, int flags, MemorySegment newValue, MemorySegment oldValue);

    /// timerfd_gettime(2) into a `struct itimerspec`.
    int timerfdGettime(int fd, MemorySegment currentValue);

    /// clock_gettime(2), in nanoseconds.
    long clockGettime(int clockId);

    /// getrlimit(2): `limits[0]` becomes the soft limit, `limits[1]` the hard one, both unsigned.
    int getrlimit(int resource, long[] limits);

    /// setrlimit(2).
    int setrlimit(int resource, long softLimit, long hardLimit);

    // sockets

    /// [socket(2)](https://man7.org/linux/man-pages/man2/socket.2.html)
    int socket(int domain, int type, int protocol);

    /// socketpair(2)
    int socketpair(int domain, int type, int protocol, int[] fds);

    /// bind(2)
    int bind(int fd, SockAddr address);

    /// listen(2)
    int listen(int fd, int backlog);

    /// accept4(2). The peer's address goes into `peer` unless it is null.
    int accept4(int fd, @Nullable SockAddr peer, int flags);

    /// connect(2)
    int connect(int fd, SockAddr address);

    /// shutdown(2)
    int shutdown(int fd, int how);

    /// getsockname(2)
    int getsockname(int fd, SockAddr address);

    /// getpeername(2)
    int getpeername(int fd, SockAddr address);

    /// getsockopt(2): answers how many bytes of `value` were filled.
    int getsockopt(int fd, int level, int option, MemorySegment value);

    /// setsockopt(2)
    int setsockopt(int fd, int level, int option, MemorySegment value);

    /// setsockopt(2) of an option whose value is an int.
    int setsockopt(int fd, int level, int option, int value);

    /// getsockopt(2) of an option whose value is a non-negative int, such as
    /// [SocketFlags#SO_ERROR]: answers the value.
    int getsockopt(int fd, int level, int option);

    /// recv(2)
    long recv(int fd, MemorySegment buffer, long offset, long length, int flags);

    /// send(2)
    long send(int fd, MemorySegment buffer, long offset, long length, int flags);

    /// recvfrom(2). The sender's address goes into `source`.
    long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source);

    /// sendto(2)
    long sendto(int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target);

    /// recvmsg(2), descriptor passing included.
    long recvmsg(int fd, Message message, int flags);

    /// sendmsg(2), descriptor passing included.
    long sendmsg(int fd, Message message, int flags);

    /// recvmmsg(2) without a time limit: fills up to `count` messages, answers how many. More than
    /// `messages` holds answers `-EFAULT`.
    int recvmmsg(int fd, MessageBatch messages, int count, int flags);

    /// recvmmsg(2) with a time limit, a `struct timespec` ([Timespec]) that becomes what is left of
    /// it, or [MemorySegment#NULL]. It is looked at after each message only: a wait for the next
    /// one is not cut short by it, as on Linux.
    default int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        return -Errno.ENOSYS;
    }

    /// sendmmsg(2): answers how many of the first `count` messages were sent. More than `messages`
    /// holds answers `-EFAULT`.
    int sendmmsg(int fd, MessageBatch messages, int count, int flags);

    // signals

    /// [signalfd(2)](https://man7.org/linux/man-pages/man2/signalfd.2.html): `fd` -1 makes a new
    /// one. `signalMask` is a 64-bit `sigset_t` ([Signals#mask]).
    default int signalfd(int fd, MemorySegment signalMask, int flags) {
        return -Errno.ENOSYS;
    }

    /// pthread_sigmask(3) of the calling thread. Either mask may be [MemorySegment#NULL].
    default int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        return -Errno.ENOSYS;
    }
}
