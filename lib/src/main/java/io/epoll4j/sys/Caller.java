package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// One thread's way into the kernel: its errno, a little scratch memory, and the downcall.
///
/// All calls go through the C library's `syscall(2)`, whose one signature fits every call: one
/// handle to link at start, the same code on every architecture and C library, and none of the
/// bookkeeping for `pthread_cancel` that `read` and its like pay for.
///
/// Pointers are passed as numbers, so that a place in the middle of a segment needs no slice of it;
/// the segments themselves ride along behind the six arguments the kernel looks at, so that the
/// linker keeps them alive and open until the call returns.
///
/// Confined to the thread that asked for it with [#mine()].
final class Caller {
    /// An address that no user program can own: the kernel answers `-EFAULT` for it, at the place
    /// where it would check the real one.
    static final long NOWHERE = 0xFFFF_8000_0000_0000L;

    /// Offsets into [#memory]. Calls made in between may overwrite what is there.
    static final long ERRNO = 0;

    static final long INTS = 8;
    static final long EVENT = 16;
    static final long TIME = 32;
    static final long LIMITS = 48;
    private static final long SIZE = 80;

    /// What [#transfer] moves at most without leaving Java: some ten to twenty microseconds' worth,
    /// by which a collection may start later.
    private static final long MOST_PROMPT = 1 << 17;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final FunctionDescriptor NUMBER_AND_ARGUMENTS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG, ADDRESS, ADDRESS);

    private static final MethodHandle SYSCALL =
            link(
                    "syscall",
                    NUMBER_AND_ARGUMENTS,
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    /// The same for what [#transfer] makes: the thread stays in Java, which saves two changes of
    /// its state and the fence between them. A collection that wants to begin waits for the call.
    /// Of the same type, so that the second handle costs less to link than the first.
    private static final MethodHandle PROMPT =
            link(
                    "syscall",
                    NUMBER_AND_ARGUMENTS,
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.critical(false),
                    Linker.Option.firstVariadicArg(1));

    /// Never waits and is over in nanoseconds, hence `critical`.
    private static final MethodHandle CLOCK_GETTIME =
            link(
                    "clock_gettime",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
                    Linker.Option.critical(false));

    private static final MemorySegment NONE = MemorySegment.NULL;
    private static final ThreadLocal<Caller> CALLERS = ThreadLocal.withInitial(Caller::new);

    final MemorySegment memory = Arena.ofAuto().allocate(SIZE, Long.BYTES);
    final long address = memory.address();

    /// The handles as no constants, so that the compiler leaves each a unit of its own. Inlined
    /// deep enough, the linker's slice of [#memory] would be made for real: 40 bytes a call. It
    /// costs some four nanoseconds.
    private final MethodHandle syscall = SYSCALL;

    private final MethodHandle prompt = PROMPT;

    private Caller() {}

    /// The caller of the current thread.
    static Caller mine() {
        return CALLERS.get();
    }

    @SuppressWarnings("restricted") // the one place that links native code
    private static MethodHandle link(
            String symbol, FunctionDescriptor type, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(symbol), type, options);
    }

    /// Puts a `struct timespec` into the scratch memory and answers its address.
    long time(long nanos) {
        memory.set(JAVA_LONG, TIME, nanos / NANOS_PER_SECOND);
        memory.set(JAVA_LONG, TIME + Long.BYTES, nanos % NANOS_PER_SECOND);
        return address + TIME;
    }

    /// Takes the two descriptors that a call left at [#INTS].
    void takePair(int[] fds) {
        fds[0] = memory.get(JAVA_INT, INTS);
        fds[1] = memory.get(JAVA_INT, INTS + Integer.BYTES);
    }

    /// clock_gettime(2) through the C library, which asks the kernel only where it must. With
    /// memory that is there it can fail for one reason, so errno need not be captured.
    long clock(int clockId) {
        int answer;
        try {
            answer = (int) CLOCK_GETTIME.invokeExact(clockId, address + TIME);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        if (answer != 0) return -Errno.EINVAL;
        return memory.get(JAVA_LONG, TIME) * NANOS_PER_SECOND
                + memory.get(JAVA_LONG, TIME + Long.BYTES);
    }

    /// The address of `length` bytes at `offset` of `segment`, or [#NOWHERE] if they are not all in
    /// it, or not in native memory.
    static long address(MemorySegment segment, long offset, long length) {
        if (length == 0) return 0;
        if ((offset | length) < 0 || offset > segment.byteSize() - length || !segment.isNative()) {
            return NOWHERE;
        }
        return segment.address() + offset;
    }

    /// As [#address], for memory the kernel is to write to.
    static long writableAddress(MemorySegment segment, long offset, long length) {
        return segment.isReadOnly() && length != 0 ? NOWHERE : address(segment, offset, length);
    }

    long call(SystemCall call) {
        return call(call, 0, 0, 0, 0, 0, 0, NONE, NONE);
    }

    long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0, NONE, NONE);
    }

    long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0, NONE, NONE);
    }

    long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0, NONE, NONE);
    }

    long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0, NONE, NONE);
    }

    /// As below, with up to three arguments and one segment that they point into.
    long call(SystemCall call, long a, long b, long c, MemorySegment held) {
        return call(call, a, b, c, 0, 0, 0, held, NONE);
    }

    /// As below, with up to four arguments and one segment that they point into.
    long call(SystemCall call, long a, long b, long c, long d, MemorySegment held) {
        return call(call, a, b, c, d, 0, 0, held, NONE);
    }

    /// Makes the system call and answers its result, or `-errno`. `held` and `alsoHeld` stay alive
    /// and open meanwhile; the kernel does not see them.
    long call(
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

    long call(
            long number,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            MemorySegment held,
            MemorySegment alsoHeld) {
        long answer;
        try {
            answer =
                    (long)
                            syscall.invokeExact(
                                    memory,
                                    number,
                                    a,
                                    b,
                                    c,
                                    d,
                                    e,
                                    f,
                                    holdable(held),
                                    holdable(alsoHeld));
        } catch (RuntimeException | Error problem) {
            throw problem; // memory that is closed, or belongs to another thread
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        return answer == -1 ? -memory.get(JAVA_INT, ERRNO) : answer;
    }

    /// recvfrom(2) or sendto(2) without an address: `length` bytes at `at`, inside `held`. With
    /// MSG_DONTWAIT, and not too long, it neither waits nor runs long, hence `critical`. Answers as
    /// [#call] does.
    long transfer(SystemCall call, int fd, long at, long length, int flags, MemorySegment held) {
        if ((flags & SocketFlags.MSG_DONTWAIT) == 0 || length > MOST_PROMPT) {
            return call(call, fd, at, length, flags, 0, 0, held, NONE);
        }
        long answer;
        try {
            answer =
                    (long)
                            prompt.invokeExact(
                                    memory,
                                    call.number,
                                    (long) fd,
                                    at,
                                    length,
                                    (long) flags,
                                    0L,
                                    0L,
                                    holdable(held),
                                    NONE);
        } catch (RuntimeException | Error problem) {
            throw problem; // memory that is closed, or belongs to another thread
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        return answer == -1 ? -memory.get(JAVA_INT, ERRNO) : answer;
    }

    /// The linker takes no heap memory; the kernel does not get to see it either.
    private static MemorySegment holdable(MemorySegment segment) {
        return segment.isNative() ? segment : NONE;
    }
}
