package io.epoll4j.jvm.file;

import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.IoVec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Event counters, on both kernels.
class EventFdTest {
    private static String add(Machine at, int fd, long count) {
        at.memory.set(JAVA_LONG, 0, count);
        return Machine.say(at.kernel.write(fd, at.memory, 0, 8));
    }

    private static String take(Machine at, int fd) {
        long answer = at.kernel.read(fd, at.memory, 0, 100);
        return answer == 8
                ? Long.toUnsignedString(at.memory.get(JAVA_LONG, 0))
                : Machine.say(answer);
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void countsUpToTheLimitAndReadsAllAtOnce(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(3, EFD_NONBLOCK));
            assertEquals("IN|OUT", at.poll(fd));
            assertEquals("8", add(at, fd, 4));
            assertEquals("7", take(at, fd));
            assertEquals("EAGAIN", take(at, fd));
            assertEquals("OUT", at.poll(fd));
            assertEquals("EINVAL", add(at, fd, -1));
            assertEquals("8", add(at, fd, -2));
            assertEquals("IN", at.poll(fd));
            assertEquals("EAGAIN", add(at, fd, 1));
            assertEquals("8", add(at, fd, 0));
            assertEquals("18446744073709551614", take(at, fd));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void aSemaphoreGivesOneAtATime(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE));
            assertEquals("1", take(at, fd));
            assertEquals("1", take(at, fd));
            assertEquals("EAGAIN", take(at, fd));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void sizesAreExactForWritesAndEnoughForReads(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(1, EFD_NONBLOCK));
            assertEquals("EINVAL", at.write(fd, 7));
            assertEquals("EINVAL", at.write(fd, 16));
            assertEquals("EINVAL", at.read(fd, 7));
            at.memory.fill((byte) 0);
            at.memory.set(JAVA_LONG, 0, 5);
            IoVec pieces = new IoVec(2);
            pieces.set(0, at.memory, 0, 7);
            pieces.set(1, at.memory, 7, 1);
            assertEquals("EINVAL", Machine.say(at.kernel.writev(fd, pieces, 2)));
            pieces.set(0, at.memory, 0, 8);
            pieces.set(1, at.memory, 0, 8);
            assertEquals("16", Machine.say(at.kernel.writev(fd, pieces, 2)));
            pieces.set(0, at.memory, 0, 3);
            pieces.set(1, at.memory, 3, 13);
            assertEquals("8", Machine.say(at.kernel.readv(fd, pieces, 2)));
            assertEquals(11, at.memory.get(JAVA_LONG, 0));
        }
    }

    @ParameterizedTest
    @MethodSource("io.epoll4j.jvm.Machine#both")
    void everyReadAndWriteIsAnEdgeForItsBit(Machine at) {
        try (at) {
            int fd = at.own(at.kernel.eventfd(0, EFD_NONBLOCK));
            var edges = at.edges(fd);
            add(at, fd, 1);
            assertTrue(edges.any());
            assertFalse(edges.any());
            add(at, fd, 0);
            assertTrue(edges.any());
            take(at, fd);
            assertTrue(edges.any());
        }
    }
}
