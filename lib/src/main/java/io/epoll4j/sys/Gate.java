package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The way into the kernel: a number, six arguments, one answer, which is `>= 0` or `-errno`.
///
/// The one signature fits every call: one type to link at start, the same code on every
/// architecture and C library. Behind it is [SyscallStub], or, where the system allows no
/// executable memory but the JVM's own, [LibcGate].
///
/// Pointers are passed as numbers, so that a place in the middle of a segment needs no slice of it;
/// the segments themselves ride along behind the six arguments the kernel looks at, so that the
/// linker keeps them alive and open until the call returns.
///
/// Any thread may call; nothing is kept between calls.
final class Gate {
    static final FunctionDescriptor TYPE =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG, ADDRESS, ADDRESS);

    private static final MethodHandle CALL;

    /// The same without a change of the thread's state: it stays in Java, which saves the fences. A
    /// collection that wants to begin waits for the call.
    private static final MethodHandle PROMPT;

    /// Never waits and is over in nanoseconds, hence `critical`.
    private static final MethodHandle CLOCK_GETTIME =
            link(
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
                            Linker.Option.critical(false))
                    .bindTo(symbol("clock_gettime"));

    private static final MemorySegment NONE = MemorySegment.NULL;

    static {
        var call = link(TYPE);
        var stub = SyscallStub.map(call.bindTo(symbol("syscall")));
        if (stub.address() == 0) {
            CALL = LibcGate.open();
            PROMPT = CALL;
        } else {
            CALL = call.bindTo(stub);
            PROMPT = link(TYPE, Linker.Option.critical(false)).bindTo(stub);
        }
    }

    private Gate() {}

    /// Links once for every address; the address comes first.
    @SuppressWarnings("restricted") // with [LibcGate] the one place that links native code
    private static MethodHandle link(FunctionDescriptor type, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(type, options);
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    static long call(SystemCall call) {
        return call(call, 0, 0, 0, 0, 0, 0, NONE, NONE);
    }

    static long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0, NONE, NONE);
    }

    static long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0, NONE, NONE);
    }

    static long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0, NONE, NONE);
    }

    static long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0, NONE, NONE);
    }

    /// As below, with up to three arguments and one segment that they point into.
    static long call(SystemCall call, long a, long b, long c, MemorySegment held) {
        return call(call, a, b, c, 0, 0, 0, held, NONE);
    }

    /// As below, with up to four arguments and one segment that they point into.
    static long call(SystemCall call, long a, long b, long c, long d, MemorySegment held) {
        return call(call, a, b, c, d, 0, 0, held, NONE);
    }

    /// Makes a system call that may wait. `held` and `alsoHeld` stay alive and open meanwhile; the
    /// kernel does not see them.
    static long call(
            SystemCall call,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        return call(call.number, a, b, c, d, e, f, held, alsoHeld);
    }

    /// The same by a bare number.
    static long call(
            long number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        try {
            return (long)
                    CALL.invokeExact(number, a, b, c, d, e, f, holdable(held), holdable(alsoHeld));
        } catch (RuntimeException | Error problem) {
            throw problem; // memory that is closed, or belongs to another thread
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Makes a system call that neither waits nor runs long: four arguments, of which the second
    /// may point into `held`.
    static long prompt(long number, long a, long b, long c, long d, MemorySegment held) {
        try {
            return (long) PROMPT.invokeExact(number, a, b, c, d, 0L, 0L, holdable(held), NONE);
        } catch (RuntimeException | Error problem) {
            throw problem; // memory that is closed, or belongs to another thread
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// clock_gettime(2) through the C library, which asks the kernel only where it must; 0, or -1.
    static int clock(int clockId, long timespec) {
        try {
            return (int) CLOCK_GETTIME.invokeExact(clockId, timespec);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The linker takes no heap memory; the kernel does not get to see it either.
    private static MemorySegment holdable(MemorySegment segment) {
        return segment.isNative() ? segment : NONE;
    }
}
