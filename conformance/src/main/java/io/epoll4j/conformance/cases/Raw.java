package io.epoll4j.conformance.cases;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/// Calls of Linux that only this suite needs, by number through
/// [syscall(2)](https://man7.org/linux/man-pages/man2/syscall.2.html). Answers `-errno` on failure.
final class Raw {
    static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    static final int SIGUSR1 = 10;
    static final int SA_RESTART = 0x10000000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT =
            STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = syscallHandle();
    private static final MethodHandle SIGACTION = sigactionHandle();

    private static final MethodHandle SPAWN =
            link(
                    "posix_spawn",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

    private Raw() {}

    @SuppressWarnings("restricted") // the one place of this module that links
    private static MethodHandle link(String symbol, FunctionDescriptor type, Linker.Option... how) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(symbol), type, how);
    }

    private static MethodHandle syscallHandle() {
        var longs = new MemoryLayout[7];
        java.util.Arrays.fill(longs, JAVA_LONG);
        return link(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, longs),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle sigactionHandle() {
        return link("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    /// The call of that number, which differs between x86-64 and aarch64.
    static long call(long x86, long arm, long a, long b, long c, long d, long e, long f) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            long answer = (long) SYSCALL.invokeExact(state, ARM ? arm : x86, a, b, c, d, e, f);
            return answer == -1 ? -state.get(JAVA_INT, ERRNO_AT) : answer;
        } catch (RuntimeException | Error e2) {
            throw e2;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The memory at that address, which must be mapped.
    @SuppressWarnings("restricted")
    static MemorySegment at(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    static long pread(int fd, MemorySegment buffer, long length, long at) {
        try {
            return call(17, 67, fd, buffer.address(), length, at, 0, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    static long pwrite(int fd, MemorySegment buffer, long length, long at) {
        try {
            return call(18, 68, fd, buffer.address(), length, at, 0, 0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /// kcmp(2) with KCMP_EPOLL_TFD: compares `fd` with the first item of `epfd` under `number`.
    static long kcmpEpoll(int fd, int epfd, int number) {
        try (var arena = Arena.ofConfined()) {
            var slot = arena.allocate(12, 4);
            slot.set(JAVA_INT, 0, epfd);
            slot.set(JAVA_INT, 4, number);
            long pid = ProcessHandle.current().pid();
            return call(312, 272, pid, pid, 7, fd, slot.address(), 0);
        }
    }

    /// unshare(2) with CLONE_FILES: from now on the calling thread has a descriptor table of its
    /// own with the same open files in it, as a forked child has.
    static long unshareFiles() {
        return call(272, 97, 0x400, 0, 0, 0, 0, 0);
    }

    /// epoll_pwait(2) as bare as can be.
    static long epollPwait(int epfd, long events, int max, int timeout, long mask, long size) {
        return call(281, 22, epfd, events, max, timeout, mask, size);
    }

    /// epoll_pwait2(2) as bare as can be.
    static long epollPwait2(int epfd, long events, int max, long timespec, long mask, long size) {
        return call(441, 441, epfd, events, max, timespec, mask, size);
    }

    /// rt_sigpending(2): the signals that wait for the calling thread, bit 0 being signal 1.
    static long pending() {
        try (var arena = Arena.ofConfined()) {
            var set = arena.allocate(JAVA_LONG);
            long answer = call(127, 136, set.address(), 8, 0, 0, 0, 0);
            return answer < 0 ? answer : set.get(JAVA_LONG, 0);
        }
    }

    /// posix_spawn(3) of a program without arguments: its process id, or `-errno`. The caller has
    /// to [#reap] it.
    static int spawn(String path) {
        try (var arena = Arena.ofConfined()) {
            var program = arena.allocateFrom(path);
            var arguments = arena.allocateFrom(JAVA_LONG, program.address(), 0);
            var none = arena.allocateFrom(JAVA_LONG, 0);
            var pid = arena.allocate(JAVA_INT);
            var no = MemorySegment.NULL;
            int answer = (int) SPAWN.invokeExact(pid, program, no, no, arguments, none);
            return answer == 0 ? pid.get(JAVA_INT, 0) : -answer;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// wait4(2) for that child.
    static long reap(int pid) {
        return call(61, 260, pid, 0, 0, 0, 0, 0);
    }

    /// Takes every capability from the calling thread, and from no other (capset(2)).
    static void dropCapabilities() {
        try (var arena = Arena.ofConfined()) {
            var header = arena.allocate(8, 8);
            header.set(JAVA_INT, 0, 0x20080522); // _LINUX_CAPABILITY_VERSION_3
            var none = arena.allocate(24, 8);
            long answer = call(126, 91, header.address(), none.address(), 0, 0, 0, 0);
            if (answer < 0) throw new IllegalStateException("capset: " + answer);
        }
    }

    /// Installs a handler that does nothing (abs(3) is harmless with a signal number for an
    /// argument), so that a signal interrupts calls and does no more.
    static void handle(int signal, int flags) {
        try (var arena = Arena.ofConfined()) {
            // struct sigaction of glibc and musl: handler, mask of 128 bytes, flags, restorer
            var action = arena.allocate(152, 8);
            action.set(ADDRESS, 0, LINKER.defaultLookup().findOrThrow("abs"));
            action.set(JAVA_INT, 136, flags);
            int answer = (int) SIGACTION.invokeExact(signal, action, MemorySegment.NULL);
            if (answer != 0) throw new IllegalStateException("sigaction");
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
