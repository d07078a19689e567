package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.FileFlags.*;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Descriptors of every kind that is not a socket.
class FilesTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void bytesGoToTheirPlaceInTheSegment() {
        int[] pipe = fds.pipe();
        memory.set(JAVA_LONG, 8, 0x1122334455667788L);
        assertEquals(8, linux.write(pipe[1], memory, 8, 8));
        assertEquals(8, linux.read(pipe[0], memory, 32, 8));
        assertEquals(0x1122334455667788L, memory.get(JAVA_LONG, 32));
        assertEquals(-EAGAIN, linux.read(pipe[0], memory, 0, 8));
        fds.close(pipe[1]);
        assertEquals(0, linux.read(pipe[0], memory, 0, 8));
    }

    @Test
    void rangesOutsideTheSegmentAreFaults() {
        int[] pipe = fds.pipe();
        fds.writeByte(pipe[1]);
        assertEquals(-EFAULT, linux.read(pipe[0], memory, 60, 5));
        assertEquals(-EFAULT, linux.read(pipe[0], memory, -1, 5));
        assertEquals(-EFAULT, linux.read(pipe[0], memory, Long.MAX_VALUE, 5));
        assertEquals(-EFAULT, linux.read(pipe[0], memory, 0, -1));
        assertEquals(-EFAULT, linux.read(pipe[0], memory.asReadOnly(), 0, 1));
        assertEquals(-EFAULT, linux.read(pipe[0], MemorySegment.ofArray(new byte[8]), 0, 8));
        assertEquals(-EFAULT, linux.write(pipe[1], NULL, 0, 1));
        assertEquals(-EBADF, linux.read(-1, memory, 60, 5), "EBADF comes first");
        assertEquals(1, linux.read(pipe[0], memory, 0, 64), "nothing was taken meanwhile");
    }

    @Test
    void memoryThatIsClosedIsNeverHandedOver() {
        int[] pipe = fds.pipe();
        MemorySegment closed;
        try (var arena = Arena.ofShared()) {
            closed = arena.allocate(8);
        }
        assertThrows(IllegalStateException.class, () -> linux.write(pipe[1], closed, 0, 8));
    }

    @Test
    void vectorsScatterAndGather() {
        int[] pipe = fds.pipe();
        var vector = new IoVec(3);
        for (int i = 0; i < 16; i++) memory.set(JAVA_BYTE, i, (byte) i);
        vector.set(0, memory, 1, 2);
        vector.set(1, memory, 10, 3);
        vector.set(2, memory, 60, 5);
        assertEquals(5, linux.writev(pipe[1], vector, 2));
        assertEquals(-EFAULT, linux.writev(pipe[1], vector, 4));
        vector.set(0, memory, 32, 4);
        vector.set(1, memory, 48, 1);
        assertEquals(5, linux.readv(pipe[0], vector, 2));
        byte[] seen = memory.asSlice(32, 4).toArray(JAVA_BYTE);
        assertArrayEquals(new byte[] {1, 2, 10, 11}, seen);
        assertEquals(12, memory.get(JAVA_BYTE, 48));
        vector.set(0, memory.asReadOnly(), 0, 4);
        assertEquals(-EFAULT, linux.readv(pipe[0], vector, 1));
    }

    @Test
    void duplicatesShareTheFile() {
        int event = fds.eventfd();
        int copy = fds.keep(linux.dup(event));
        int other = fds.pipe()[0];
        assertEquals(other, linux.dup3(event, other, O_CLOEXEC));
        assertEquals(FD_CLOEXEC, linux.fcntl(other, F_GETFD, 0));
        assertEquals(-EINVAL, linux.dup3(event, event, 0));
        fds.add(copy);
        assertEquals(8, linux.read(other, memory, 0, 8));
        assertEquals(1, memory.get(JAVA_LONG, 0));
        assertEquals(O_RDWR | O_NONBLOCK, linux.fcntl(copy, F_GETFL, 0));
        assertEquals(0, linux.fcntl(copy, F_SETFL, 0));
        assertEquals(O_RDWR, linux.fcntl(event, F_GETFL, 0));
        assertEquals(-EBADF, linux.dup(-1));
    }

    @Test
    void eventfdCounts() {
        int event = fds.keep(linux.eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC));
        for (int i = 0; i < 3; i++) {
            assertEquals(8, linux.read(event, memory, 0, 8));
            assertEquals(1, memory.get(JAVA_LONG, 0));
        }
        assertEquals(-EAGAIN, linux.read(event, memory, 0, 8));
        assertEquals(-EINVAL, linux.read(event, memory, 0, 4));
    }

    @Test
    void timerfdExpires() {
        int timer = fds.keep(linux.timerfdCreate(CLOCK_MONOTONIC, TFD_CLOEXEC));
        var wanted = Timespec.allocateTimer();
        var seen = Timespec.allocateTimer();
        Timespec.setTimer(wanted, 3_600_000_000_000L, 7_000_000_001L);
        assertEquals(0, linux.timerfdSettime(timer, 0, wanted, NULL));
        assertEquals(0, linux.timerfdGettime(timer, seen));
        assertEquals(7_000_000_001L, Timespec.timerInterval(seen));
        assertTrue(Timespec.timerValue(seen) > 3_590_000_000_000L);
        Timespec.setTimer(wanted, 1, 0);
        assertEquals(0, linux.timerfdSettime(timer, TFD_TIMER_ABSTIME, wanted, seen));
        assertEquals(7_000_000_001L, Timespec.timerInterval(seen));
        assertEquals(8, linux.read(timer, memory, 0, 8));
        assertEquals(1, memory.get(JAVA_LONG, 0));
        Timespec.setTimer(wanted, -1, 0);
        assertEquals(-EINVAL, linux.timerfdSettime(timer, 0, wanted, NULL));
        assertEquals(-EINVAL, linux.timerfdCreate(99, 0));
    }

    @Test
    void clocksAndLimits() {
        long before = System.nanoTime();
        long now = linux.clockGettime(CLOCK_MONOTONIC);
        assertTrue(before <= now && now <= System.nanoTime(), "the clock of System.nanoTime");
        assertEquals(-EINVAL, linux.clockGettime(99));
        long[] limits = new long[2];
        assertEquals(0, linux.getrlimit(RLIMIT_NOFILE, limits));
        assertTrue(limits[0] > 0 && limits[0] <= limits[1]);
        assertEquals(0, linux.setrlimit(RLIMIT_NOFILE, limits[0], limits[1]));
        assertEquals(-EINVAL, linux.setrlimit(RLIMIT_NOFILE, limits[1] + 1, limits[1]));
        assertEquals(-EINVAL, linux.getrlimit(99, limits));
    }

    @Test
    void runsOutOfDescriptors() {
        assertEquals(-EMFILE, new Limit(linux).atTheLimit(() -> linux.eventfd(0, 0)));
    }

    @Test
    void filesAreOpenedAndSoughtIn(@TempDir Path folder) {
        var path = folder + "/schöne Datei"; // no Path: where the locale is C it refuses the name
        memory.copyFrom(MemorySegment.ofArray("0123456789".getBytes(US_ASCII)));
        int made = fds.keep(linux.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        assertEquals(10, linux.write(made, memory, 0, 10));
        int file = fds.keep(linux.open(path, O_RDONLY | O_CLOEXEC, 0));
        assertEquals(7, linux.lseek(file, -3, SEEK_END));
        assertEquals(3, linux.read(file, memory, 0, 64));
        assertEquals('7', memory.get(JAVA_BYTE, 0));
        assertEquals(-ENOENT, linux.open(folder.resolve("none").toString(), O_RDONLY, 0));
        assertEquals(-ESPIPE, linux.lseek(fds.pipe()[0], 0, SEEK_SET));
        assertEquals(-EBADF, linux.write(file, memory, 0, 1));
    }

    @Test
    void sendfileAndSpliceMoveBytes() {
        int file = fds.keep(linux.memfdCreate("source", MFD_CLOEXEC));
        assertEquals(40, linux.write(file, memory, 0, 40));
        assertEquals(0, linux.lseek(file, 0, SEEK_SET));
        int[] first = fds.pipe();
        int[] second = fds.pipe();
        assertEquals(40, linux.sendfile(first[1], file, 100));
        assertEquals(30, linux.splice(first[0], second[1], 30, SPLICE_F_NONBLOCK));
        assertEquals(30, linux.read(second[0], memory, 0, 64));
        assertEquals(-EAGAIN, linux.splice(second[0], first[1], 30, SPLICE_F_NONBLOCK));
        assertEquals(0, linux.ioctl(first[0], FIONREAD, memory));
        assertEquals(10, memory.get(JAVA_INT, 0));
    }
}
