package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.MSG_WAITALL;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.epoll.Rig;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls that wait, on threads of their own.
class BlockingTest {
    private static final int SO_RCVTIMEO = 20;

    private final Machine at = Machine.ours();

    private interface Body {
        long run(MemorySegment memory);
    }

    /// A thread in a call that blocks; returns once it is parked there.
    private static FutureTask<Long> blocked(Body body) {
        Thread[] thread = new Thread[1];
        FutureTask<Long> task =
                Rig.start(() -> {
                    thread[0] = Thread.currentThread();
                    return body.run(Arena.ofAuto().allocate(1 << 20));
                });
        Rig.until(() ->
                thread[0] != null
                        && (thread[0].getState() == Thread.State.WAITING
                                || thread[0].getState() == Thread.State.TIMED_WAITING));
        return task;
    }

    @Test
    void aReaderOfAPipeWaitsForItsWriter() {
        int[] pipe = at.pipe(0);
        var reader = blocked(memory -> at.kernel.read(pipe[0], memory, 0, 10));
        at.write(pipe[1], "abc");
        assertEquals(3, Rig.join(reader));
        var another = blocked(memory -> at.kernel.read(pipe[0], memory, 0, 10));
        at.close(pipe[1]);
        assertEquals(0, Rig.join(another));
    }

    @Test
    void aWriterOfAFullPipeWaitsUntilAllIsWritten() {
        int[] pipe = at.pipe(0);
        var writer = blocked(memory -> at.kernel.write(pipe[1], memory, 0, 300_000));
        long read = 0;
        while (read < 300_000) {
            read += at.kernel.read(pipe[0], at.memory, 0, 7777);
        }
        assertEquals(300_000, Rig.join(writer));
        var broken = blocked(memory -> at.kernel.write(pipe[1], memory, 0, 100_000));
        at.close(pipe[0]);
        assertEquals(65_536, Rig.join(broken), "what was written before the reader went");
    }

    @Test
    void everyWaitingReaderGetsItsShare() {
        int[] pipe = at.pipe(0);
        FutureTask<?>[] readers = new FutureTask<?>[5];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = blocked(memory -> at.kernel.read(pipe[0], memory, 0, 1));
        }
        at.write(pipe[1], "12345");
        for (FutureTask<?> reader : readers) {
            assertEquals(1L, Rig.join(reader));
        }
    }

    @Test
    void anEventfdMakesBothSidesWait() {
        int fd = at.own(at.kernel.eventfd(0, 0));
        var reader = blocked(memory -> at.kernel.read(fd, memory, 0, 8));
        at.memory.set(JAVA_LONG, 0, -2);
        assertEquals("8", at.write(fd, 8));
        assertEquals(8, Rig.join(reader));
        at.memory.set(JAVA_LONG, 0, -2);
        assertEquals("8", at.write(fd, 8));
        var writer =
                blocked(memory -> {
                    memory.set(JAVA_LONG, 0, 1);
                    return at.kernel.write(fd, memory, 0, 8);
                });
        at.read(fd, 8);
        assertEquals(8, Rig.join(writer));
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET})
    void unixSocketsWaitForDataAndForRoom(int type) {
        int[] pair = at.pair(AF_UNIX, type);
        var reader = blocked(memory -> at.kernel.read(pair[0], memory, 0, 10));
        at.write(pair[1], "abc");
        assertEquals(3, Rig.join(reader));
        var writer =
                blocked(memory -> {
                    for (int i = 0; i < 500; i++) {
                        at.kernel.write(pair[1], memory, 0, 1000);
                    }
                    return 500;
                });
        long read = 0;
        while (read < 500_000) {
            read += at.kernel.read(pair[0], at.memory, 0, 1000);
        }
        assertEquals(500, Rig.join(writer));
        if (type != SOCK_DGRAM) {
            var last = blocked(memory -> at.kernel.read(pair[0], memory, 0, 10));
            at.close(pair[1]);
            assertEquals(0, Rig.join(last));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {AF_UNIX, AF_INET})
    void acceptWaitsAndAllOfAReadIsWaitedFor(int family) {
        int listener = at.socket(family, SOCK_STREAM);
        SockAddr name = family == AF_UNIX ? SockAddr.ofAbstract("blocking") : SockAddr.loopback(0);
        Machine.ok(at.kernel.bind(listener, name));
        Machine.ok(at.kernel.listen(listener, 1));
        var accepting = blocked(memory -> at.kernel.accept4(listener, null, 0));
        int client = at.socket(family, SOCK_STREAM);
        Machine.ok(at.kernel.connect(client, at.nameOf(listener)));
        int server = at.own((int) (long) Rig.join(accepting));
        var reader = blocked(memory -> at.kernel.recv(server, memory, 0, 6, MSG_WAITALL));
        at.write(client, "abc");
        at.write(client, "def");
        assertEquals(6, Rig.join(reader));
        var part = blocked(memory -> at.kernel.recv(server, memory, 0, 6, MSG_WAITALL));
        at.write(client, "ab");
        at.close(client);
        assertEquals(2, Rig.join(part));
    }

    @Test
    void aStreamGoesThroughTwoThreadsWhole() {
        int listener = at.socket(AF_INET, SOCK_STREAM);
        Machine.ok(at.kernel.listen(listener, 1));
        int client = at.socket(AF_INET, SOCK_STREAM);
        Machine.ok(at.kernel.connect(client, at.nameOf(listener)));
        int server = at.own(at.kernel.accept4(listener, null, 0));
        long total = 50_000_000;
        var writer =
                Rig.start(() -> {
                    MemorySegment memory = Arena.ofAuto().allocate(100_000);
                    long sent = 0;
                    while (sent < total) {
                        for (int i = 0; i < 256; i++) {
                            memory.set(JAVA_BYTE, i, (byte) (sent + i));
                        }
                        int size = 256 + (int) (sent % 90_000);
                        sent += at.kernel.write(client, memory, 0, size);
                    }
                    at.kernel.close(client);
                    return sent;
                });
        long read = 0;
        for (long got; (got = at.kernel.read(server, at.memory, 0, 100_000)) != 0; read += got) {
            assertTrue(got > 0, "error in the middle");
        }
        assertEquals(read, Rig.join(writer));
    }

    @Test
    void aTimeLimitEndsTheWait() {
        int[] pair = at.pair(AF_UNIX, SOCK_STREAM);
        MemorySegment limit = Arena.ofAuto().allocate(16, 8);
        limit.set(JAVA_LONG, 8, 20_000);
        Machine.ok(at.kernel.setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, limit));
        long before = System.nanoTime();
        assertEquals(-EAGAIN, at.kernel.read(pair[0], at.memory, 0, 1));
        assertTrue(System.nanoTime() - before >= 20_000_000);
    }

    @Test
    void anInterruptEndsTheWait() {
        int[] pipe = at.pipe(0);
        Thread[] thread = new Thread[1];
        var reader =
                blocked(memory -> {
                    thread[0] = Thread.currentThread();
                    return at.kernel.read(pipe[0], memory, 0, 1);
                });
        thread[0].interrupt();
        assertEquals(-EINTR, Rig.join(reader));
    }

    @Test
    void closingDoesNotEndACallThatIsUnderWay() {
        int[] pipe = at.pipe(0);
        var reader = blocked(memory -> at.kernel.read(pipe[0], memory, 0, 1));
        at.close(pipe[0]);
        assertEquals("1", at.write(pipe[1], "x"), "the reader still holds its end");
        assertEquals(1, Rig.join(reader));
        Rig.until(() -> at.write(pipe[1], "x").equals("EPIPE"));
    }
}
