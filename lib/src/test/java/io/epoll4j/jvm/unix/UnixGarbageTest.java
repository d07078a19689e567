package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.SockAddr;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Unix sockets that only messages refer to: they go within the call that dropped the last other
/// reference. What Linux does too is in the conformance cases.
class UnixGarbageTest {
    private final Machine at = Machine.ours();

    @AfterEach
    void close() {
        at.close();
    }

    private static Message message(Machine at) {
        IoVec vector = new IoVec(1);
        vector.set(0, at.memory, 0, 1);
        return new Message(vector, null, 4);
    }

    private static void pass(Machine at, int over, int... files) {
        Message message = message(at);
        for (int file : files) {
            message.addDescriptor(file);
        }
        assertEquals(1, at.kernel.sendmsg(over, message, 0));
    }

    /// A pipe whose reader is in a message over `over`, with these files; its writer.
    private int witness(int over, int... files) {
        int[] pipe = at.pipe(O_NONBLOCK);
        int[] all = new int[files.length + 1];
        System.arraycopy(files, 0, all, 0, files.length);
        all[files.length] = pipe[0];
        pass(at, over, all);
        at.close(pipe[0]);
        return pipe[1];
    }

    private int[] pair() {
        return at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
    }

    @Test
    void aSocketInItsOwnQueueGoesWithItsLastNumber() {
        for (boolean peerFirst : new boolean[] {true, false}) {
            int[] pair = pair();
            int writer = witness(pair[0], pair[1]);
            at.close(peerFirst ? pair[0] : pair[1]);
            assertEquals(peerFirst ? "OUT" : "OUT|ERR", at.poll(writer));
            at.close(peerFirst ? pair[1] : pair[0]);
            assertEquals("EPIPE", at.write(writer, "x"));
        }
    }

    @Test
    void aNumberThatIsPutToOtherUseIsGoneToo() {
        int[] pair = pair();
        int writer = witness(pair[0], pair[1]);
        at.close(pair[0]);
        Machine.ok(Math.min(0, at.kernel.dup3(writer, pair[1], 0)));
        assertEquals("EPIPE", at.write(writer, "x"));
    }

    @Test
    void whatIsReceivedAndThrownAwayWasTheLastReference() {
        int[] pair = pair();
        int[] mail = pair();
        int writer = witness(pair[0], pair[1]);
        pass(at, mail[0], pair[1]);
        at.close(pair[0]);
        at.close(pair[1]);
        assertEquals("OUT", at.poll(writer));
        assertEquals(1, at.kernel.read(mail[1], at.memory, 0, 1));
        assertEquals("EPIPE", at.write(writer, "x"));
    }

    /// Each link is let go while the one before is: not within it, or the stack would overflow.
    @Test
    void aChainOfManySocketsIsLetGo() {
        int[] pair = pair();
        int writer = witness(pair[0]);
        at.close(pair[0]);
        int last = pair[1];
        for (int i = 0; i < 20_000; i++) {
            int[] next = pair();
            pass(at, next[0], last);
            at.close(next[0]);
            at.close(last);
            last = next[1];
        }
        assertEquals("OUT", at.poll(writer));
        at.close(last);
        assertEquals("EPIPE", at.write(writer, "x"));
    }

    @Test
    void aRingOfManySocketsIsLetGo() {
        List<int[]> ring = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ring.add(pair());
        }
        int writer = witness(ring.getFirst()[0]);
        for (int i = 0; i < ring.size(); i++) {
            pass(at, ring.get(i)[0], ring.get((i + 1) % ring.size())[1]);
        }
        for (int[] pair : ring) {
            at.close(pair[1]);
        }
        assertEquals("OUT|ERR", at.poll(writer));
    }

    @Test
    void aListenerWaitsInItsOwnConnection() {
        SockAddr name = SockAddr.ofAbstract("UnixGarbageTest");
        int listener = at.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(at.kernel.bind(listener, name));
        Machine.ok(at.kernel.listen(listener, 1));
        int client = at.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(at.kernel.connect(client, name));
        int writer = witness(client, listener);
        at.close(listener);
        assertEquals("EPIPE", at.write(writer, "x"));
        int again = at.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(at.kernel.bind(again, name));
    }

    /// Threads that pass one another sockets while they close them: in the end all are gone.
    @Test
    void nothingIsLostWhileOthersLook() throws InterruptedException, ExecutionException {
        List<Integer> writers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> all = new ArrayList<>();
            for (int seed = 0; seed < 3; seed++) {
                var random = new SplittableRandom(seed);
                Machine mine = new Machine("jvm", at.kernel);
                all.add(threads.submit(() -> tangle(mine, random, writers)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        pair(); // and the last look is after all is closed
        at.close(pair()[0]);
        for (int writer : writers) {
            assertEquals("EPIPE", at.write(writer, "x"));
        }
    }

    private static void tangle(Machine at, SplittableRandom random, List<Integer> writers) {
        for (int round = 0; round < 300; round++) {
            int[] one = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            int[] other = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
            int[] pipe = at.pipe(O_NONBLOCK);
            pass(at, one[0], other[random.nextInt(2)], pipe[0]);
            pass(at, other[random.nextInt(2)], one[1], one[random.nextInt(2)]);
            if (random.nextBoolean()) {
                Message message = message(at);
                long answer = at.kernel.recvmsg(one[1], message, 0);
                for (int i = 0; i < (answer < 0 ? 0 : message.descriptorCount()); i++) {
                    at.kernel.close(message.descriptor(i));
                }
            }
            at.close(pipe[0]);
            for (int fd : new int[] {one[0], one[1], other[0], other[1]}) {
                at.close(fd);
            }
            synchronized (writers) {
                writers.add(pipe[1]);
            }
        }
    }
}
