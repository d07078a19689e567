package io.epoll4j.jvm.file;

import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_GETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.F_SETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.IoVec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pipes, on both kernels: what holds for one holds for the other.
class PipesTest {
    private static final int PAGE = 4096;

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void smallWritesShareASlotAndLargeOnesTakeTheirOwn(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            for (int i = 0; i < 15; i++) {
                assertEquals("4096", at.write(pipe[1], PAGE));
            }
            assertEquals("1", at.write(pipe[1], "x"));
            assertEquals("", at.poll(pipe[1]), "16 slots are in use, the last nearly empty");
            assertEquals("4095", at.write(pipe[1], PAGE - 1), "it still fits into the last slot");
            assertEquals("EAGAIN", at.write(pipe[1], 1));
            assertEquals(PAGE - 1, at.kernel.read(pipe[0], at.memory, 0, PAGE - 1));
            assertEquals("", at.poll(pipe[1]), "a slot is free once read to its end");
            assertEquals(1, at.kernel.read(pipe[0], at.memory, 0, 1));
            assertEquals("OUT", at.poll(pipe[1]));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void writesOfAPageAreAllOrNothing(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            assertEquals("65536", at.write(pipe[1], 100_000), "larger ones are cut");
            assertEquals(4000, at.kernel.read(pipe[0], at.memory, 0, 4000));
            assertEquals("EAGAIN", at.write(pipe[1], PAGE));
            assertEquals(100, at.kernel.read(pipe[0], at.memory, 0, 100));
            assertEquals("4096", at.write(pipe[1], PAGE));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void everyWriteIsAnEdgeButOnlyFreedFullPipesAre(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            var reader = at.edges(pipe[0]);
            var writer = at.edges(pipe[1]);
            at.write(pipe[1], "a");
            assertTrue(reader.any());
            at.write(pipe[1], "b");
            assertTrue(reader.any(), "also to a pipe that was not empty");
            at.write(pipe[1], "");
            assertFalse(reader.any());
            at.read(pipe[0], 10);
            assertFalse(writer.any(), "there was room before");
            at.write(pipe[1], 65_536);
            assertTrue(reader.any());
            at.read(pipe[0], PAGE);
            assertTrue(writer.any());
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void endsTellOfEachOther(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            assertEquals("EBADF", at.write(pipe[0], "x"));
            assertEquals("EBADF", at.read(pipe[1], 1));
            assertEquals("EAGAIN", at.read(pipe[0], 1));
            at.write(pipe[1], "x");
            at.close(pipe[1]);
            assertEquals("IN|HUP", at.poll(pipe[0]));
            assertEquals("'x'", at.read(pipe[0], 9));
            assertEquals("''", at.read(pipe[0], 9));
            int[] other = at.pipe(O_NONBLOCK);
            at.close(other[0]);
            assertEquals("OUT|ERR", at.poll(other[1]));
            assertEquals("EPIPE", at.write(other[1], "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void packetsAreReadOneByOne(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK | O_DIRECT);
            assertEquals(O_WRONLY | O_NONBLOCK | O_DIRECT, at.kernel.fcntl(pipe[1], F_GETFL, 0));
            at.write(pipe[1], "first");
            at.write(pipe[1], "second");
            assertEquals("'fir'", at.read(pipe[0], 3), "the rest of a packet is lost");
            assertEquals("'second'", at.read(pipe[0], 100));
            Machine.ok(at.kernel.fcntl(pipe[1], F_SETFL, O_NONBLOCK));
            at.write(pipe[1], "a");
            at.write(pipe[1], "b");
            assertEquals("'ab'", at.read(pipe[0], 100));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void theCapacityCanBeChanged(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            assertEquals(65_536, at.kernel.fcntl(pipe[0], F_GETPIPE_SZ, 0));
            assertEquals(PAGE, at.kernel.fcntl(pipe[0], F_SETPIPE_SZ, 1));
            assertEquals("4096", at.write(pipe[1], 10_000));
            assertEquals(2 * PAGE, at.kernel.fcntl(pipe[1], F_SETPIPE_SZ, PAGE + 1));
            assertEquals("4096", at.write(pipe[1], 10_000));
            assertEquals("EBUSY", Machine.say(at.kernel.fcntl(pipe[1], F_SETPIPE_SZ, PAGE)));
            assertEquals(8192, at.kernel.read(pipe[0], at.memory, 0, 10_000));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void vectorsAreOneReadOrWrite(Machine at) {
        try (at) {
            int[] pipe = at.pipe(O_NONBLOCK);
            at.memory.setString(0, "abcdef");
            IoVec vector = new IoVec(3);
            vector.set(0, at.memory, 4, 2);
            vector.set(1, at.memory, 0, 0);
            vector.set(2, at.memory, 0, 3);
            assertEquals(5, at.kernel.writev(pipe[1], vector, 3));
            vector.set(0, at.memory, 101, 1);
            vector.set(2, at.memory, 102, 100);
            assertEquals(5, at.kernel.readv(pipe[0], vector, 3));
            assertEquals("efabc", at.memory.getString(101).substring(0, 5));
            assertEquals("EINVAL", Machine.say(at.kernel.readv(pipe[0], vector, -1)));
            assertEquals("EBADF", Machine.say(at.kernel.writev(pipe[0], vector, 3)));
        }
    }
}
