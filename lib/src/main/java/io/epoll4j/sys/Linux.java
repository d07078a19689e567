package io.epoll4j.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The Linux kernel this JVM runs on: signals, processes and inotify here, the rest in a part for
/// each topic, to which [LinuxTable] hands it on.
///
/// Safe for any thread; all state is in the thread's [Scratch].
final class Linux extends LinuxTable {
    private static final MemorySegment NULL = MemorySegment.NULL;

    Linux(SystemCall pwait2) {
        super(pwait2);
    }

    /// The only one. Held apart, so that nothing is linked where it cannot work.
    private static final class Holder {
        static final Linux INSTANCE = new Linux(SystemCall.EPOLL_PWAIT2);
    }

    static Linux instance() {
        requireLinux(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        requireNativeAccess();
        return Holder.INSTANCE;
    }

    static void requireLinux(String osName, String osArch) {
        if (!osName.equals("Linux") || !Architecture.isSupported(osArch)) {
            throw new UnsupportedOperationException(
                    "epoll4j calls the Linux kernel on x86-64 and aarch64, and this is %s on %s"
                            .formatted(osName, osArch));
        }
    }

    /// Asks for nothing but the right to ask. Where it is neither granted nor denied, the JVM warns
    /// by itself, once.
    @SuppressWarnings("restricted")
    private static void requireNativeAccess() {
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException denied) {
            var module = Linux.class.getModule();
            throw new IllegalCallerException(
                    "epoll4j calls the Linux kernel, and this JVM denies it native access: start it"
                            + " with --enable-native-access="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
                    denied);
        }
    }

    @Override
    public int signalfd(int fd, MemorySegment signalMask, int flags) {
        return (int)
                Gate.call(
                        SystemCall.SIGNALFD4,
                        fd,
                        signalMask.address(),
                        Signals.MASK_SIZE,
                        flags,
                        signalMask);
    }

    @Override
    public int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        return (int)
                Gate.call(
                        SystemCall.RT_SIGPROCMASK,
                        how,
                        newMask.address(),
                        oldMask.address(),
                        Signals.MASK_SIZE,
                        0,
                        0,
                        newMask,
                        oldMask);
    }

    @Override
    public int kill(int pid, int signal) {
        return (int) Gate.call(SystemCall.KILL, pid, signal);
    }

    @Override
    public int tgkill(int pid, int tid, int signal) {
        return (int) Gate.call(SystemCall.TGKILL, pid, tid, signal);
    }

    @Override
    public int getpid() {
        return (int) Gate.call(SystemCall.GETPID);
    }

    @Override
    public int gettid() {
        return (int) Gate.call(SystemCall.GETTID);
    }

    @Override
    public int unshare(int flags) {
        return (int) Gate.call(SystemCall.UNSHARE, flags);
    }

    @Override
    public int pidfdOpen(int pid, int flags) {
        return (int) Gate.call(SystemCall.PIDFD_OPEN, pid, flags);
    }

    @Override
    public int inotifyInit1(int flags) {
        return (int) Gate.call(SystemCall.INOTIFY_INIT1, flags);
    }

    @Override
    public int inotifyAddWatch(int fd, String path, int mask) {
        try (var arena = Arena.ofConfined()) {
            var text = arena.allocateFrom(path);
            return (int) Gate.call(SystemCall.INOTIFY_ADD_WATCH, fd, text.address(), mask, text);
        }
    }

    @Override
    public int inotifyRmWatch(int fd, int watch) {
        return (int) Gate.call(SystemCall.INOTIFY_RM_WATCH, fd, watch);
    }

    @Override
    public long syscall(long number, long a, long b, long c, long d, long e, long f) {
        return Gate.call(number, a, b, c, d, e, f, NULL, NULL);
    }

    @Override
    public String toString() {
        return "Linux";
    }
}
