package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.SocketFlags.MSG_WAITFORONE;

import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// sendmmsg(2) and recvmmsg(2), several messages at once.
final class Batches extends Lab {
    private static final long SECOND = 1_000_000_000;

    /// Messages of 1, 2, 3 ... bytes.
    private MessageBatch batch(int capacity) {
        var batch = new MessageBatch(capacity, 1, false);
        for (int i = 0; i < capacity; i++) {
            batch.message(i).vector().set(0, scratch(), 100L * i, i + 1);
        }
        return batch;
    }

    private static MemorySegment limit(long nanos) {
        var limit = Timespec.allocate();
        Timespec.set(limit, nanos);
        return limit;
    }

    @Row(id = "X-MM-01", says = "more messages than there are: EFAULT, and nothing has moved")
    void tooMany() {
        var d = datagram();
        var two = batch(2);
        for (int count : new int[] {3, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            refused("send " + count, EFAULT, k.sendmmsg(d.a().n, two, count, 0));
            d.b().polls(OUT | WRNORM | WRBAND);
        }
        expect("send 2", 2, k.sendmmsg(d.a().n, two, 2, 0));
        for (int count : new int[] {3, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            refused("receive " + count, EFAULT, k.recvmmsg(d.b().n, two, count, 0));
        }
        expect("receive 2", 2, k.recvmmsg(d.b().n, two, 2, 0));
        refused("a closed number", EBADF, k.sendmmsg(closedNumber(), two, 3, 0));
        refused("a closed number", EBADF, k.recvmmsg(closedNumber(), two, 3, 0));
        expect("send none", 0, k.sendmmsg(d.a().n, two, 0, 0));
        expect("receive none", 0, k.recvmmsg(d.b().n, two, 0, 0));
    }

    @Row(id = "X-MM-02", says = "a time limit is looked at after a message: none at all gets one")
    void limits() {
        var d = datagram();
        var three = batch(3);
        var none = limit(0);
        refused("nothing there", EAGAIN, k.recvmmsg(d.b().n, three, 3, 0, none));
        for (int round = 0; round < 2; round++) {
            expect("send", 3, k.sendmmsg(d.a().n, three, 3, 0));
            expect("no time", 1, k.recvmmsg(d.b().n, three, 3, 0, limit(0)));
            expect("length", 1, three.length(0));
            var hour = limit(3600 * SECOND);
            expect("time enough", 2, k.recvmmsg(d.b().n, three, 3, 0, hour));
            long left = Timespec.toNanos(hour);
            expectTrue(left + " ns left", left > 3000 * SECOND && left < 3600 * SECOND);
        }
        expect("no limit", 3, k.sendmmsg(d.a().n, three, 3, 0));
        expect("all", 3, k.recvmmsg(d.b().n, three, 3, 0, MemorySegment.NULL));
    }

    @Row(id = "X-MM-03", says = "a bad time limit goes before a bad descriptor: EINVAL")
    void badLimit() {
        var d = datagram();
        var one = batch(1);
        d.a().write(1);
        for (long[] bad : new long[][] {{-1, 0}, {0, -1}, {0, SECOND}}) {
            var limit = Timespec.allocate();
            Timespec.set(limit, bad[0], bad[1]);
            refused("a socket", EINVAL, k.recvmmsg(d.b().n, one, 1, 0, limit));
            refused("a closed one", EINVAL, k.recvmmsg(closedNumber(), one, 1, 0, limit));
        }
        d.b().read(1);
    }

    @Row(id = "X-MM-04", says = "who waits in recvmmsg waits past its time limit for the message")
    void waiting() {
        var d = datagram();
        expect("F_SETFL", 0, k.fcntl(d.b().n, F_SETFL, 0));
        var reader =
                start("recvmmsg", () -> (long) k.recvmmsg(d.b().n, batch(2), 2, 0, limit(1)))
                        .untilAsleep();
        d.a().write(1);
        returns(1, reader);
        var patient =
                start("WAITFORONE", () -> (long) k.recvmmsg(d.b().n, batch(2), 2, MSG_WAITFORONE))
                        .untilAsleep();
        d.a().write(1);
        returns(1, patient);
    }
}
