package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/// Both ways into the kernel give its own answer: six arguments in their places, `-errno` for a
/// refusal.
@SuppressWarnings("restricted") // it looks at pages that are there
class GateTest {
    private static final MemorySegment NONE = MemorySegment.NULL;

    /// A way in, by a name for the report.
    record Way(String name, Call call) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Call {
        long make(long number, long a, long b, long c, long d, long e, long f) throws Throwable;
    }

    static final List<Way> WAYS =
            List.of(
                    new Way(
                            "stub",
                            (n, a, b, c, d, e, f) -> Gate.call(n, a, b, c, d, e, f, NONE, NONE)),
                    new Way("libc", throughLibc(LibcGate.open())));

    private static Call throughLibc(MethodHandle libc) {
        return (n, a, b, c, d, e, f) -> (long) libc.invokeExact(n, a, b, c, d, e, f, NONE, NONE);
    }

    @ParameterizedTest
    @FieldSource("WAYS")
    void answersWhatTheKernelAnswers(Way way) throws Throwable {
        assertEquals(ProcessHandle.current().pid(), way.call.make(getpid(), 0, 0, 0, 0, 0, 0));
        long close = SystemCall.CLOSE.number;
        assertEquals(-Errno.EBADF, way.call.make(close, -1, 0, 0, 0, 0, 0));
        assertEquals(-Errno.ENOSYS, way.call.make(9999, 0, 0, 0, 0, 0, 0));
    }

    /// mmap takes six: from the second page of a file, whose first byte tells.
    @ParameterizedTest
    @FieldSource("WAYS")
    void allSixArgumentsArrive(Way way) throws Throwable {
        int page = 1 << 16;
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom("gate");
            long fd = way.call.make(SystemCall.MEMFD_CREATE.number, name.address(), 0, 0, 0, 0, 0);
            var bytes = arena.allocate(2L * page);
            bytes.set(JAVA_BYTE, page, (byte) 42);
            long write = SystemCall.WRITE.number;
            assertEquals(2L * page, way.call.make(write, fd, bytes.address(), 2L * page, 0, 0, 0));
            long at = way.call.make(SystemCall.MMAP.number, 0, page, 1, 2, fd, page);
            assertTrue(at > 0, () -> "mmap: " + at);
            assertEquals(42, MemorySegment.ofAddress(at).reinterpret(1).get(JAVA_BYTE, 0));
            assertEquals(0, way.call.make(SystemCall.MUNMAP.number, at, page, 0, 0, 0, 0));
            assertEquals(0, way.call.make(SystemCall.CLOSE.number, fd, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void errnoIsEachThreadsOwn() throws Throwable {
        var libc = throughLibc(LibcGate.open());
        long close = SystemCall.CLOSE.number;
        var other =
                Thread.ofPlatform()
                        .start(() -> {
                            for (int i = 0; i < 1000; i++) answer(libc, 9999, -Errno.ENOSYS);
                        });
        for (int i = 0; i < 1000; i++) answer(libc, close, -Errno.EBADF);
        other.join();
    }

    private static void answer(Call call, long number, int wanted) {
        try {
            if (call.make(number, -1, 0, 0, 0, 0, 0) != wanted) throw new AssertionError(number);
        } catch (Throwable wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void closedMemoryIsRefusedBeforeTheKernelSeesIt() {
        MemorySegment memory;
        try (var arena = Arena.ofShared()) {
            memory = arena.allocate(JAVA_INT);
        }
        long read = SystemCall.READ.number;
        assertThrows(
                IllegalStateException.class, () -> Gate.call(read, 0, 0, 0, 0, 0, 0, memory, NONE));
        assertThrows(IllegalStateException.class, () -> Gate.prompt(read, 0, 0, 0, 0, memory));
    }

    /// Never writable and executable at once.
    @Test
    void theStubMayBeRunAndNotWritten() throws IOException {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            var ours =
                    maps.filter(line -> line.contains(" 00000000 00:00 0"))
                            .filter(line -> line.contains(" r-xp "))
                            .filter(GateTest::holdsTheStub)
                            .toList();
            assertFalse(ours.isEmpty(), "the stub is in use on " + Architecture.current());
        }
    }

    private static boolean holdsTheStub(String line) {
        byte[] code = SyscallStub.code(Architecture.current());
        long start = Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16);
        var there = MemorySegment.ofAddress(start).reinterpret(code.length);
        return there.mismatch(MemorySegment.ofArray(code)) == -1;
    }

    /// The last instructions enter the kernel and return.
    @ParameterizedTest
    @EnumSource
    void eachArchitectureHasItsOwn(Architecture architecture) {
        byte[] code = SyscallStub.code(architecture);
        byte[] end =
                switch (architecture) {
                    case X86_64 -> new byte[] {0x0f, 0x05, (byte) 0xc3};
                    case AARCH64 ->
                            new byte[] {1, 0, 0, (byte) 0xd4, (byte) 0xc0, 3, 0x5f, (byte) 0xd6};
                };
        assertArrayEquals(end, Arrays.copyOfRange(code, code.length - end.length, code.length));
    }

    private static long getpid() {
        return SystemCall.GETPID.number;
    }
}
