package io.epoll4j.jvm.file;

import static io.epoll4j.jvm.epoll.Rig.join;
import static io.epoll4j.jvm.epoll.Rig.start;
import static io.epoll4j.jvm.epoll.Rig.until;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.FileFlags.POLLERR;
import static io.epoll4j.sys.FileFlags.POLLHUP;
import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.FileFlags.POLLNVAL;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.epoll.EventPoll;
import io.epoll4j.jvm.epoll.Rig;
import io.epoll4j.jvm.epoll.Source;
import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.sys.PollFds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class PollCallTest {
    private static final long MILLI = 1_000_000;

    private final Rig rig = new Rig();
    private final List<OpenFile> files = new ArrayList<>();

    private OpenFile get(int fd) {
        return fd < files.size() && files.get(fd).pin() ? files.get(fd) : null;
    }

    private Source source() {
        Source source = rig.source();
        files.add(source);
        return source;
    }

    private int poll(PollFds fds, int nfds, long nanos) {
        return new PollCall(rig.scheduler, rig.scheduler.current())
                .poll(this::get, fds, nfds, nanos);
    }

    private static PollFds fds(int... pairs) {
        PollFds fds = new PollFds(Math.max(1, pairs.length / 2));
        for (int i = 0; i < pairs.length; i += 2) {
            fds.set(i / 2, pairs[i], pairs[i + 1]);
        }
        return fds;
    }

    @Test
    void answersPerEntryAndPassesNegativeNumbersOver() {
        source().quietly(POLLIN | POLLOUT | POLLHUP);
        source().quietly(POLLOUT);
        PollFds fds = fds(0, POLLIN, 1, POLLIN, -1, POLLIN, 7, POLLIN, 0, 0, 1, POLLOUT);
        assertEquals(4, poll(fds, 6, 0));
        int[] expected = {POLLIN | POLLHUP, 0, 0, POLLNVAL, POLLHUP, POLLOUT};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], fds.revents(i), "entry " + i);
        }
    }

    @Test
    void looksAtNoMoreEntriesThanThereAre() {
        assertEquals(-EFAULT, poll(fds(0, POLLIN), 2, 0));
        assertEquals(0, poll(fds(5, POLLIN), 0, 0));
    }

    @Test
    void sleepsUntilAFileTellsOfWhatItWasAskedFor() {
        Source a = source();
        Source b = source();
        PollFds fds = fds(0, POLLIN, 1, POLLIN);
        FutureTask<Integer> call = start(() -> poll(fds, 2, Rig.FOREVER));
        until(() -> a.queues[0].isActive() && b.queues[0].isActive());
        b.fire(POLLOUT);
        a.quietly(0);
        b.fire(POLLIN);
        assertEquals(1, join(call));
        assertEquals(POLLIN, fds.revents(1));
        assertFalse(a.queues[0].isActive());
        assertFalse(b.queues[0].isActive());
    }

    @Test
    void everyCallerIsWokenAndErrorsAlwaysCount() {
        Source source = source();
        List<FutureTask<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(start(() -> poll(fds(0, 0), 1, Rig.FOREVER)));
        }
        until(() -> count(source.queues[0]) == 4);
        source.fire(POLLERR);
        calls.forEach(call -> assertEquals(1, join(call)));
    }

    @Test
    void timesOutAndNeverEarly() {
        source();
        long before = System.nanoTime();
        assertEquals(0, poll(fds(0, POLLIN), 1, 5 * MILLI));
        assertTrue(System.nanoTime() - before >= 5 * MILLI);
    }

    @Test
    void aSignalComesBeforeTheTimeout() {
        source();
        Thread.currentThread().interrupt();
        assertEquals(-EINTR, poll(fds(0, POLLIN), 1, 0));
        assertEquals(0, poll(fds(0, POLLIN), 1, 0));
    }

    @Test
    void aFileClosedMeanwhileStaysUntilTheCallIsOver() {
        Source source = source();
        FutureTask<Integer> call = start(() -> poll(fds(0, POLLIN), 1, Rig.FOREVER));
        until(() -> source.queues[0].isActive());
        source.unpin();
        assertFalse(source.released);
        source.fire(POLLIN);
        assertEquals(1, join(call));
        until(() -> source.released);
    }

    @Test
    void anEpollIsPolledLikeAnyFile() {
        EventPoll ep = rig.epoll();
        files.add(ep);
        Source source = rig.watched(ep, 0, EPOLLIN);
        assertEquals(0, poll(fds(0, POLLIN | POLLOUT), 1, 0));
        FutureTask<Integer> call = start(() -> poll(fds(0, POLLIN), 1, Rig.FOREVER));
        until(() -> Rig.polling(ep) == 1);
        source.fire(EPOLLIN);
        assertEquals(1, join(call));
        assertEquals(0, Rig.polling(ep));
    }

    private static int count(WaitQueue queue) {
        queue.lock();
        int count = 0;
        for (WaitEntry entry = queue.firstLocked(); entry != null; entry = entry.next) {
            count++;
        }
        queue.unlock();
        return count;
    }
}
