package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// System calls through the C library's `syscall(2)` and errno, for where [SyscallStub] cannot be.
///
/// Any thread may call; each has a place of its own for errno, in its [Scratch].
final class LibcGate {
    /// No constant, so that the compiler leaves it a unit of its own: inlined deep enough, the
    /// linker's view of the errno would be made for real, 40 bytes a call.
    private final MethodHandle syscall = link();

    private LibcGate() {}

    /// A handle of [Gate#TYPE].
    static MethodHandle open() {
        try {
            return MethodHandles.lookup().bind(new LibcGate(), "call", Gate.TYPE.toMethodType());
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("no call", impossible);
        }
    }

    @SuppressWarnings("restricted") // with [Gate] the one place that links native code
    private static MethodHandle link() {
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().findOrThrow("syscall");
        return linker.downcallHandle(symbol, Gate.TYPE, Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("UnusedMethod") // called through its handle
    private long call(
            long number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld)
            throws Throwable {
        try (var scratch = Scratch.mine()) {
            var errno = scratch.errno;
            long answer =
                    (long) syscall.invokeExact(errno, number, a, b, c, d, e, f, held, alsoHeld);
            return answer == -1 ? -errno.get(JAVA_INT, 0) : answer;
        }
    }
}
