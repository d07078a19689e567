package io.epoll4j.sys;

/// The machine architectures whose system calls are known here, and the few places where they
/// differ: the layouts of `struct epoll_event` and `struct stat`, some `O_*` values, and the
/// numbers in [SystemCall].
///
/// Every other structure used here (`msghdr`, `iovec`, `pollfd`, `sockaddr`, `timespec`, ...) and
/// every other constant is the same on both.
enum Architecture {
    /// x86-64 packs `struct epoll_event`, so that 32-bit programs see the same layout
    /// (`EPOLL_PACKED` in include/uapi/linux/eventpoll.h).
    X86_64(12, 4, 24, 16, 0x10000, 0x20000, 0x4000),

    /// aarch64, the generic Linux ABI.
    AARCH64(16, 8, 16, 20, 0x4000, 0x8000, 0x10000);

    /// `sizeof(struct epoll_event)` in bytes.
    final int epollEventSize;

    /// Offset of `data` in `struct epoll_event`; `events` is at 0.
    final int epollDataOffset;

    /// Offset of `st_mode` in `struct stat`.
    final int statModeOffset;

    /// Offset of `st_nlink` in `struct stat`, whose low half is all that is used.
    final int statLinksOffset;

    /// `O_DIRECTORY`
    final int directory;

    /// `O_NOFOLLOW`
    final int noFollow;

    /// `O_DIRECT`
    final int direct;

    private static final Architecture CURRENT = named(System.getProperty("os.arch", ""));

    Architecture(
            int epollEventSize,
            int epollDataOffset,
            int statModeOffset,
            int statLinksOffset,
            int directory,
            int noFollow,
            int direct) {
        this.statModeOffset = statModeOffset;
        this.statLinksOffset = statLinksOffset;
        this.epollEventSize = epollEventSize;
        this.epollDataOffset = epollDataOffset;
        this.directory = directory;
        this.noFollow = noFollow;
        this.direct = direct;
    }

    /// The architecture this JVM runs on. On one that has no constant of its own it is the generic
    /// one, so that everything but the Linux kernel itself still works there.
    static Architecture current() {
        return CURRENT;
    }

    /// The architecture Java calls `osArch`.
    static Architecture named(String osArch) {
        return osArch.equals("amd64") || osArch.equals("x86_64") ? X86_64 : AARCH64;
    }

    /// Whether system calls can be made on what Java calls `osArch`.
    static boolean isSupported(String osArch) {
        return named(osArch) == X86_64 || osArch.equals("aarch64") || osArch.equals("arm64");
    }
}
