package io.epoll4j.sys;

/// The numbers of the system calls made here, by architecture.
///
/// Where the generic ABI dropped an old call, its successor is used on both, so that both run the
/// same code (`ppoll` for poll, `openat` for open, `prlimit64` for getrlimit). From
/// arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    READV(19, 65),
    WRITEV(20, 66),
    CLOSE(3, 57),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    LSEEK(8, 62),
    FSTAT(5, 80),
    IOCTL(16, 29),
    DUP(32, 23),
    DUP3(292, 24),
    FCNTL(72, 25),
    PIPE2(293, 59),
    OPENAT(257, 56),
    MMAP(9, 222),
    MPROTECT(10, 226),
    MUNMAP(11, 215),
    MEMFD_CREATE(319, 279),
    SENDFILE(40, 71),
    SPLICE(275, 76),
    PRLIMIT64(302, 261),

    /// Gone from the generic ABI, see [LinuxEpoll#epollCreate].
    EPOLL_CREATE(213, -1),
    EPOLL_CREATE1(291, 20),
    EPOLL_CTL(233, 21),
    /// On aarch64 this is epoll_pwait, which without a mask is the same.
    EPOLL_WAIT(232, 22),
    EPOLL_PWAIT(281, 22),
    EPOLL_PWAIT2(441, 441),
    PPOLL(271, 73),
    PSELECT6(270, 72),

    EVENTFD2(290, 19),
    TIMERFD_CREATE(283, 85),
    TIMERFD_SETTIME(286, 86),
    TIMERFD_GETTIME(287, 87),
    SIGNALFD4(289, 74),
    PIDFD_OPEN(434, 434),
    INOTIFY_INIT1(294, 26),
    INOTIFY_ADD_WATCH(254, 27),
    INOTIFY_RM_WATCH(255, 28),

    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    BIND(49, 200),
    LISTEN(50, 201),
    ACCEPT4(288, 242),
    CONNECT(42, 203),
    SHUTDOWN(48, 210),
    GETSOCKNAME(51, 204),
    GETPEERNAME(52, 205),
    GETSOCKOPT(55, 209),
    SETSOCKOPT(54, 208),
    RECVFROM(45, 207),
    SENDTO(44, 206),
    RECVMSG(47, 212),
    SENDMSG(46, 211),
    RECVMMSG(299, 243),
    SENDMMSG(307, 269),

    RT_SIGPROCMASK(14, 135),
    KILL(62, 129),
    TGKILL(234, 131),
    GETPID(39, 172),
    GETTID(186, 178),
    UNSHARE(272, 97),

    /// What no kernel has: it answers ENOSYS.
    NONE(9_999, 9_999);

    /// The number on the architecture this JVM runs on; -1 where there is no such call.
    final long number;

    private final long x86;
    private final long generic;

    SystemCall(long x86, long generic) {
        this.x86 = x86;
        this.generic = generic;
        this.number = numberOn(Architecture.current());
    }

    /// The number on `architecture`; -1 where there is no such call.
    long numberOn(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86;
            case AARCH64 -> generic;
        };
    }
}
