package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.CrashError;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two kernels with real threads, and a network between them that delivers at once: each thread
/// holds a lock of its own kernel and meets those of the other.
@Timeout(60)
class TcpTwoThreadsTest {
    private static final int TOTAL = 4 << 20;

    private final ExecutorService pool = Executors.newCachedThreadPool();

    private final JvmKernel[] kernels = new JvmKernel[2];

    {
        for (int i = 0; i < 2; i++) {
            kernels[i] = new JvmKernel(Host.system(), 1000, networkOf(i));
        }
    }

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private static Endpoint address(int number) {
        return Endpoint.ofV4(10 << 24 | number + 1, 0);
    }

    private Network networkOf(int number) {
        return new Network() {
            @Override
            public void transmit(Packet packet) {
                kernels[1 - number].receive(packet);
            }

            @Override
            public boolean isLocal(Endpoint address) {
                return address.withPort(0).equals(address(number));
            }

            @Override
            public boolean reaches(Endpoint address) {
                return true;
            }

            @Override
            public Endpoint sourceFor(Endpoint address) {
                return address(number);
            }
        };
    }

    /// Both ends of a connection, both of which wait.
    private int[] connection() {
        int listener = kernels[1].socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        Machine.ok(kernels[1].bind(listener, SockAddr.any(80)));
        Machine.ok(kernels[1].listen(listener, 1));
        int client = kernels[0].socket(AF_INET, SOCK_STREAM, 0);
        Machine.ok(kernels[0].connect(client, SockAddr.parse("10.0.0.2:80")));
        return new int[] {client, kernels[1].accept4(listener, null, 0)};
    }

    private static void write(JvmKernel kernel, int fd) {
        MemorySegment memory = Arena.ofAuto().allocate(5000);
        for (long written = 0; written < TOTAL; ) {
            for (int i = 0; i < 5000; i++) {
                memory.set(JAVA_BYTE, i, (byte) ((written + i) * 7 >>> 3));
            }
            long answer = kernel.write(fd, memory, 0, Math.min(5000, TOTAL - written));
            Assertions.assertTrue(answer > 0, () -> Machine.say(answer));
            written += answer;
        }
    }

    private static void read(JvmKernel kernel, int fd) {
        MemorySegment memory = Arena.ofAuto().allocate(7000);
        for (long read = 0; read < TOTAL; ) {
            long answer = kernel.read(fd, memory, 0, 7000);
            Assertions.assertTrue(answer > 0, () -> Machine.say(answer));
            for (int i = 0; i < answer; i++) {
                assertEquals((byte) ((read + i) * 7 >>> 3), memory.get(JAVA_BYTE, i));
            }
            read += answer;
        }
    }

    @Test
    void bothWriteAndReadAtOnce() throws Exception {
        int[] ends = connection();
        Future<?>[] all = {
            pool.submit(() -> write(kernels[0], ends[0])),
            pool.submit(() -> write(kernels[1], ends[1])),
            pool.submit(() -> read(kernels[0], ends[0])),
            pool.submit(() -> read(kernels[1], ends[1]))
        };
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCrashUnwindsWhoSleeps() throws Exception {
        int[] ends = connection();
        MemorySegment memory = Arena.ofAuto().allocate(8);
        Future<Long> reader = pool.submit(() -> kernels[1].read(ends[1], memory, 0, 8));
        kernels[1].crash();
        ExecutionException unwound =
                Assertions.assertThrows(
                        ExecutionException.class, () -> reader.get(60, TimeUnit.SECONDS));
        assertInstanceOf(CrashError.class, unwound.getCause());
    }
}
