package io.epoll4j.sys;

import static io.epoll4j.sys.Architecture.AARCH64;
import static io.epoll4j.sys.Architecture.X86_64;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What depends on the architecture, for both of them, wherever the tests run.
class LayoutTest {
    @ParameterizedTest
    @CsvSource({"X86_64, 12, 4", "AARCH64, 16, 8"})
    void epollEventIsPackedOnX86Only(Architecture architecture, int size, int dataOffset) {
        var events = new EpollEvents(3, architecture);
        events.set(2, 0x8000_0001, 0x0123_4567_89AB_CDEFL);
        var memory = events.memory();
        assertEquals(3 * size, memory.byteSize());
        assertEquals(0x8000_0001, memory.get(JAVA_INT_UNALIGNED, 2 * size));
        assertEquals(
                0x0123_4567_89AB_CDEFL, memory.get(JAVA_LONG_UNALIGNED, 2 * size + dataOffset));
    }

    @ParameterizedTest
    @EnumSource
    void eventsAreReadAsTheyWereSet(Architecture architecture) {
        var events = new EpollEvents(4, architecture);
        for (int i = 0; i < 4; i++) events.set(i, i + 1, -1L - i);
        for (int i = 0; i < 4; i++) {
            assertEquals(i + 1, events.events(i));
            assertEquals(-1L - i, events.data(i));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> events.set(4, 0, 0));
    }

    /// arch/x86/include/uapi/asm/stat.h against include/uapi/asm-generic/stat.h
    @Test
    void modeAndLinksOfAStatusChangePlaces() {
        assertEquals(24, X86_64.statModeOffset);
        assertEquals(16, X86_64.statLinksOffset);
        assertEquals(16, AARCH64.statModeOffset);
        assertEquals(20, AARCH64.statLinksOffset);
    }

    @Test
    void openFlagsDiffer() {
        // arch/arm64/include/uapi/asm/fcntl.h against include/uapi/asm-generic/fcntl.h
        assertEquals(0x10000, X86_64.directory);
        assertEquals(0x20000, X86_64.noFollow);
        assertEquals(0x4000, X86_64.direct);
        assertEquals(0x4000, AARCH64.directory);
        assertEquals(0x8000, AARCH64.noFollow);
        assertEquals(0x10000, AARCH64.direct);
    }

    /// The numbers of the calls an epoll program lives on, as strace and the headers have them.
    @ParameterizedTest
    @CsvSource({
        "READ, 0, 63",
        "WRITE, 1, 64",
        "CLOSE, 3, 57",
        "PREAD64, 17, 67",
        "PWRITE64, 18, 68",
        "FSTAT, 5, 80",
        "FCNTL, 72, 25",
        "SOCKET, 41, 198",
        "ACCEPT4, 288, 242",
        "CONNECT, 42, 203",
        "EPOLL_CREATE, 213, -1",
        "EPOLL_CREATE1, 291, 20",
        "EPOLL_CTL, 233, 21",
        "EPOLL_WAIT, 232, 22",
        "EPOLL_PWAIT, 281, 22",
        "EPOLL_PWAIT2, 441, 441",
        "EVENTFD2, 290, 19",
        "TIMERFD_SETTIME, 286, 86",
        "RECVMMSG, 299, 243",
        "SENDMMSG, 307, 269",
        "SPLICE, 275, 76"
    })
    void callsHaveTheirNumbers(SystemCall call, long x86, long generic) {
        assertEquals(x86, call.numberOn(X86_64));
        assertEquals(generic, call.numberOn(AARCH64));
    }

    @ParameterizedTest
    @EnumSource
    void noTwoCallsShareANumber(Architecture architecture) {
        for (var one : SystemCall.values()) {
            for (var other : SystemCall.values()) {
                boolean waits =
                        one.name().startsWith("EPOLL_") && other.name().startsWith("EPOLL_");
                if (one == other || waits) continue;
                assertTrue(
                        one.numberOn(architecture) != other.numberOn(architecture),
                        one + " and " + other);
            }
        }
    }

    @Test
    void javaNamesArchitectures() {
        assertEquals(X86_64, Architecture.named("amd64"));
        assertEquals(AARCH64, Architecture.named("aarch64"));
        assertTrue(Architecture.isSupported("amd64"));
        assertTrue(Architecture.isSupported("aarch64"));
        assertFalse(Architecture.isSupported("riscv64"));
        assertEquals(Integer.MAX_VALUE / 12, Integer.MAX_VALUE / X86_64.epollEventSize);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Mac OS X, aarch64", "Linux, s390x"})
    void elsewhereOneLineSaysWhatIsMissing(String name, String arch) {
        var refusal =
                assertThrows(
                        UnsupportedOperationException.class, () -> Linux.requireLinux(name, arch));
        assertEquals(
                "epoll4j calls the Linux kernel on x86-64 and aarch64, and this is "
                        + name
                        + " on "
                        + arch,
                refusal.getMessage());
    }
}
