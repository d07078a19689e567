package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.epoll4j.jvm.task.VirtualHost;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The same calls on a fresh kernel give the same answers, to the last bit.
class DeterminismTest {
    private static final int CALLS = 20_000;
    private static final int NUMBERS = 40;

    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16, 8);

    /// A hash over every answer to `CALLS` random calls.
    private long run(long seed) {
        Random random = new Random(seed);
        VirtualHost host = new VirtualHost();
        JvmKernel kernel = new JvmKernel(host);
        EpollEvents events = new EpollEvents(8);
        MemorySegment timer = Timespec.allocateTimer();
        int[] pair = new int[2];
        long hash = seed;
        for (int i = 0; i < CALLS; i++) {
            int fd = random.nextInt(NUMBERS);
            int other = random.nextInt(NUMBERS);
            int size = random.nextInt(5000);
            host.now += random.nextInt(100);
            long answer =
                    switch (random.nextInt(20)) {
                        case 0 -> kernel.epollCreate1(0);
                        case 1 -> kernel.pipe2(pair, O_NONBLOCK);
                        case 2 -> kernel.socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
                        case 3 -> kernel.socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
                        case 4 -> kernel.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
                        case 5 -> kernel.listen(fd, 3);
                        case 6 -> connect(kernel, fd, other);
                        case 7 -> kernel.accept4(fd, null, SOCK_NONBLOCK);
                        case 8 -> kernel.timerfdCreate(1, O_NONBLOCK);
                        case 9 -> {
                            Timespec.setTimer(timer, random.nextInt(3000), random.nextInt(50));
                            yield kernel.timerfdSettime(fd, 0, timer, MemorySegment.NULL);
                        }
                        case 10, 11, 12 -> kernel.write(fd, memory, 0, size);
                        case 13, 14 -> kernel.read(fd, memory, 0, size);
                        case 15, 16 ->
                                kernel.epollCtl(fd, 1, other, EPOLLIN | EPOLLOUT | EPOLLET, other);
                        case 17 -> kernel.close(fd);
                        default -> kernel.epollWait(fd, events, 8, 0);
                    };
            hash = 31 * hash + answer;
            for (int k = 0; k < answer && k < 8; k++) {
                hash = 31 * hash + events.events(k) + events.data(k) + memory.get(JAVA_BYTE, k);
            }
        }
        return hash;
    }

    private static int connect(JvmKernel kernel, int fd, int to) {
        SockAddr address = new SockAddr();
        return kernel.getsockname(to, address) < 0 ? -1 : kernel.connect(fd, address);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 1; seed <= 5; seed++) {
            memory.fill((byte) 0);
            long first = run(seed);
            memory.fill((byte) 0);
            assertEquals(first, run(seed));
        }
        assertNotEquals(run(1), run(2));
    }
}
