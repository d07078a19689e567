package io.epoll4j.inspect.proc;

import java.util.Map;
import java.util.Set;

/// Names of the system calls in which threads are found asleep, by number, for the architecture of
/// this JVM: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h.
final class Calls {
    private static final Map<Integer, String> X86_64 =
            Map.ofEntries(
                    Map.entry(0, "read"),
                    Map.entry(1, "write"),
                    Map.entry(3, "close"),
                    Map.entry(7, "poll"),
                    Map.entry(8, "lseek"),
                    Map.entry(16, "ioctl"),
                    Map.entry(17, "pread64"),
                    Map.entry(18, "pwrite64"),
                    Map.entry(19, "readv"),
                    Map.entry(20, "writev"),
                    Map.entry(23, "select"),
                    Map.entry(34, "pause"),
                    Map.entry(35, "nanosleep"),
                    Map.entry(40, "sendfile"),
                    Map.entry(42, "connect"),
                    Map.entry(43, "accept"),
                    Map.entry(44, "sendto"),
                    Map.entry(45, "recvfrom"),
                    Map.entry(46, "sendmsg"),
                    Map.entry(47, "recvmsg"),
                    Map.entry(61, "wait4"),
                    Map.entry(72, "fcntl"),
                    Map.entry(73, "flock"),
                    Map.entry(74, "fsync"),
                    Map.entry(75, "fdatasync"),
                    Map.entry(128, "rt_sigtimedwait"),
                    Map.entry(130, "rt_sigsuspend"),
                    Map.entry(202, "futex"),
                    Map.entry(208, "io_getevents"),
                    Map.entry(230, "clock_nanosleep"),
                    Map.entry(232, "epoll_wait"),
                    Map.entry(247, "waitid"),
                    Map.entry(257, "openat"),
                    Map.entry(270, "pselect6"),
                    Map.entry(271, "ppoll"),
                    Map.entry(275, "splice"),
                    Map.entry(281, "epoll_pwait"),
                    Map.entry(288, "accept4"),
                    Map.entry(299, "recvmmsg"),
                    Map.entry(307, "sendmmsg"),
                    Map.entry(426, "io_uring_enter"),
                    Map.entry(441, "epoll_pwait2"),
                    Map.entry(449, "futex_waitv"));

    private static final Map<Integer, String> AARCH64 =
            Map.ofEntries(
                    Map.entry(4, "io_getevents"),
                    Map.entry(22, "epoll_pwait"),
                    Map.entry(25, "fcntl"),
                    Map.entry(29, "ioctl"),
                    Map.entry(32, "flock"),
                    Map.entry(56, "openat"),
                    Map.entry(57, "close"),
                    Map.entry(63, "read"),
                    Map.entry(64, "write"),
                    Map.entry(65, "readv"),
                    Map.entry(66, "writev"),
                    Map.entry(67, "pread64"),
                    Map.entry(68, "pwrite64"),
                    Map.entry(71, "sendfile"),
                    Map.entry(72, "pselect6"),
                    Map.entry(73, "ppoll"),
                    Map.entry(76, "splice"),
                    Map.entry(82, "fsync"),
                    Map.entry(83, "fdatasync"),
                    Map.entry(95, "waitid"),
                    Map.entry(98, "futex"),
                    Map.entry(101, "nanosleep"),
                    Map.entry(115, "clock_nanosleep"),
                    Map.entry(133, "rt_sigsuspend"),
                    Map.entry(137, "rt_sigtimedwait"),
                    Map.entry(202, "accept"),
                    Map.entry(203, "connect"),
                    Map.entry(206, "sendto"),
                    Map.entry(207, "recvfrom"),
                    Map.entry(211, "sendmsg"),
                    Map.entry(212, "recvmsg"),
                    Map.entry(242, "accept4"),
                    Map.entry(243, "recvmmsg"),
                    Map.entry(260, "wait4"),
                    Map.entry(269, "sendmmsg"),
                    Map.entry(426, "io_uring_enter"),
                    Map.entry(441, "epoll_pwait2"),
                    Map.entry(449, "futex_waitv"));

    private static final Set<String> WITHOUT_DESCRIPTOR =
            Set.of(
                    "poll",
                    "select",
                    "pselect6",
                    "ppoll",
                    "pause",
                    "nanosleep",
                    "clock_nanosleep",
                    "wait4",
                    "waitid",
                    "rt_sigtimedwait",
                    "rt_sigsuspend",
                    "futex",
                    "futex_waitv",
                    "io_getevents",
                    "openat");

    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    /// kcmp(2).
    static final long KCMP = ARM ? 272 : 312;

    /// pidfd_getfd(2).
    static final long PIDFD_GETFD = 438;

    private Calls() {}

    static String name(int number) {
        return (ARM ? AARCH64 : X86_64).getOrDefault(number, "syscall " + number);
    }

    /// Whether its first argument is a descriptor.
    static boolean takesDescriptor(String name) {
        return !WITHOUT_DESCRIPTOR.contains(name) && !name.startsWith("syscall");
    }
}
