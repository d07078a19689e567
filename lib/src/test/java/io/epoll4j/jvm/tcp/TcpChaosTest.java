package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.Errno;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the network loses, repeats and reorders, both streams come as they were written, and
/// both ends end.
class TcpChaosTest {
    private static final int SEEDS = 500;
    private static final int MOST = 200_000;
    private static final int SHUT_WR = 1;

    /// A packet and when it arrives; of those that arrive at once, the first sent is the first.
    private record Flight(long at, int number, Packet packet) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight other) {
            return at != other.at
                    ? Long.compare(at, other.at)
                    : Integer.compare(number, other.number);
        }
    }

    /// One end of the conversation.
    private static final class End {
        private final Machine machine;
        private final int fd;
        private final int salt;
        private final int total;
        private int written;
        private int read;
        private boolean ended;

        End(Machine machine, int fd, int salt, int total) {
            this.machine = machine;
            this.fd = fd;
            this.salt = salt;
            this.total = total;
        }

        private static byte at(int salt, int position) {
            return (byte) (position * 31 + (position >>> 8) * 7 + salt);
        }

        void write(int size) {
            if (written == total) {
                return;
            }
            int count = Math.min(size, total - written);
            for (int i = 0; i < count; i++) {
                machine.memory.set(JAVA_BYTE, i, at(salt, written + i));
            }
            long answer = machine.kernel.write(fd, machine.memory, 0, count);
            if (answer != -Errno.EAGAIN) {
                assertTrue(answer > 0, () -> Machine.say(answer));
                written += (int) answer;
            }
            if (written == total) {
                Machine.ok(machine.kernel.shutdown(fd, SHUT_WR));
            }
        }

        void read(int size, End other) {
            long answer = machine.kernel.read(fd, machine.memory, 0, size);
            if (answer == -Errno.EAGAIN || ended) {
                return;
            }
            assertTrue(answer >= 0, () -> Machine.say(answer));
            for (int i = 0; i < answer; i++) {
                byte expected = at(other.salt, read + i);
                if (machine.memory.get(JAVA_BYTE, i) != expected) {
                    assertEquals(expected, machine.memory.get(JAVA_BYTE, i), "byte " + (read + i));
                }
            }
            read += (int) answer;
            ended = answer == 0;
            assertTrue(!ended || read == other.total, "ended after " + read);
        }
    }

    private final class Chaos {
        private final Random random;
        private final TwoMachines two = new TwoMachines();
        private final PriorityQueue<Flight> flights = new PriorityQueue<>();
        private final double loss;
        private final double repeat;
        private final long spread;
        private int number;

        Chaos(long seed) {
            random = new Random(seed);
            loss = random.nextInt(3) * 0.1;
            repeat = random.nextInt(3) * 0.1;
            spread = 1 + random.nextInt(3) * 30 * TwoMachines.MILLI;
            two.mtu = random.nextBoolean() ? 1500 : 600 + random.nextInt(60_000);
        }

        private void takeOff() {
            while (!two.wire.isEmpty()) {
                Packet packet = two.wire.remove();
                int times = random.nextDouble() < loss ? 0 : random.nextDouble() < repeat ? 2 : 1;
                for (int i = 0; i < times; i++) {
                    long at = two.host.now + random.nextLong(spread);
                    flights.add(new Flight(at, number++, packet));
                }
            }
        }

        /// The next arrival or timer; false if there is none any more.
        private boolean step() {
            takeOff();
            Flight next = flights.peek();
            if (next != null && next.at <= two.nextTimer()) {
                flights.remove();
                two.host.now = Math.max(two.host.now, next.at);
                two.deliver(next.packet);
                return true;
            }
            return two.toNextTimer();
        }

        void run() {
            int listener = two.listener();
            int client = two.client();
            int server = -1;
            while (server < 0) {
                assertTrue(step(), "never connected");
                server = two.right.kernel.accept4(listener, null, 0x800);
            }
            while (two.left.poll(client).isEmpty()) {
                assertTrue(step(), "never connected");
            }
            if (random.nextBoolean()) {
                two.right.kernel.setsockopt(server, SOL_SOCKET, SO_RCVBUF, random.nextInt(5000));
            }
            End left = new End(two.left, client, 1, 1 + random.nextInt(MOST));
            End right = new End(two.right, server, 2, 1 + random.nextInt(MOST));
            talk(left, right);
            two.left.close(client);
            Machine.ok(two.right.kernel.close(server));
            two.right.close(listener);
            while (step()) { // nothing is left behind: all timers end
                assertTrue(two.sent.size() < 200_000);
            }
        }

        private void talk(End left, End right) {
            while (!left.ended || !right.ended) {
                End one = random.nextBoolean() ? left : right;
                switch (random.nextInt(4)) {
                    case 0 -> one.write(1 + random.nextInt(40_000));
                    case 1, 2 -> one.read(1 + random.nextInt(40_000), one == left ? right : left);
                    default -> step();
                }
                assertTrue(two.sent.size() < 200_000, "no end");
            }
        }
    }

    @Test
    void bothStreamsComeAsTheyWereWritten() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Chaos(seed).run();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
