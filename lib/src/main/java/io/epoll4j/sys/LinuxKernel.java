package io.epoll4j.sys;

import java.lang.foreign.MemorySegment;

/// The calls that only a real Linux kernel answers: processes, files, and epoll at the level of
/// pointers. Same contract as [Kernel].
///
/// A virtual thread may make any call. In the kernel it would keep its carrier from all others, so
/// a platform thread waits in its place and the virtual thread parks. That is done for epoll_wait
/// in all its forms and poll if they may wait and a first look finds nothing; for select if it may
/// wait; for open without O_NONBLOCK; and for whatever reads, writes, accepts or connects without
/// MSG_DONTWAIT on a descriptor without O_NONBLOCK, be it a file. There are as many such threads as
/// calls that wait at once; if no more can be had, the call answers `-ENOMEM`. [Thread#interrupt()]
/// ends no call.
///
/// Left to the virtual thread are calls that wait in rare cases: close (SO_LINGER), ioctl, fcntl
/// and [#syscall]. What belongs to a thread, such as [#sigmask], [#gettid] and [#unshare], is its
/// carrier's, and another's after the next wait: leave those to platform threads.
public interface LinuxKernel extends Kernel {
    /// epoll_ctl(2) with the event as a pointer: [MemorySegment#NULL] and unmapped or misaligned
    /// addresses go to the kernel as they are.
    int epollCtl(int epfd, int op, int fd, MemorySegment event);

    /// epoll_wait(2) with the buffer as a pointer, handed to the kernel as it is. `events` must
    /// really hold `maxevents` structures: the kernel writes there.
    int epollWait(int epfd, MemorySegment events, int maxevents, int timeoutMillis);

    /// ioctl(2) EPIOCGPARAMS into a [EpollParams] (Linux 6.9).
    int epollGetParams(int epfd, EpollParams params);

    /// ioctl(2) EPIOCSPARAMS from a [EpollParams] (Linux 6.9).
    int epollSetParams(int epfd, EpollParams params);

    /// open(2)
    int open(String path, int flags, int mode);

    /// memfd_create(2)
    int memfdCreate(String name, int flags);

    /// kill(2)
    int kill(int pid, int signal);

    /// tgkill(2)
    int tgkill(int pid, int tid, int signal);

    /// getpid(2)
    int getpid();

    /// gettid(2)
    int gettid();

    /// unshare(2) of what `flags` name, such as [FileFlags#CLONE_FILES]: the calling thread goes on
    /// with a copy of its own, which threads that it starts share.
    int unshare(int flags);

    /// [pidfd_open(2)](https://man7.org/linux/man-pages/man2/pidfd_open.2.html)
    int pidfdOpen(int pid, int flags);

    /// [inotify_init1(2)](https://man7.org/linux/man-pages/man7/inotify.7.html)
    int inotifyInit1(int flags);

    /// inotify_add_watch(2)
    int inotifyAddWatch(int fd, String path, int mask);

    /// inotify_rm_watch(2)
    int inotifyRmWatch(int fd, int watch);

    /// sendfile(2) from the current position of `in`.
    long sendfile(int out, int in, long length);

    /// splice(2) without offsets.
    long splice(int in, int out, long length, int flags);

    /// syscall(2): any other call, by its number on this architecture. Nothing is checked: pointers
    /// among the arguments are the caller's to keep valid.
    long syscall(long number, long a, long b, long c, long d, long e, long f);
}
