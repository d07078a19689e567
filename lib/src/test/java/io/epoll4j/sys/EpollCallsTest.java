package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.FileFlags.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The epoll calls against the real kernel: what works, and every refusal it knows.
class EpollCallsTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);
    private final EpollEvents events = new EpollEvents(4);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void createsWithAndWithoutCloseOnExec() {
        assertEquals(0, linux.fcntl(fds.keep(linux.epollCreate(1)), F_GETFD, 0));
        assertEquals(0, linux.fcntl(fds.keep(linux.epollCreate1(0)), F_GETFD, 0));
        int inherited = fds.keep(linux.epollCreate1(EPOLL_CLOEXEC));
        assertEquals(FD_CLOEXEC, linux.fcntl(inherited, F_GETFD, 0));
    }

    @Test
    void createRefuses() {
        assertEquals(-EINVAL, linux.epollCreate(0));
        assertEquals(-EINVAL, linux.epollCreate(-1));
        assertEquals(-EINVAL, linux.epollCreate1(1));
    }

    @Test
    void createRunsOutOfDescriptors() {
        int answer = new Limit(linux).atTheLimit(() -> linux.epollCreate1(0));
        assertEquals(-EMFILE, answer);
    }

    @Test
    void reportsWhatIsReadyWithItsData() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], EPOLLIN, -2));
        assertEquals(0, linux.epollWait(epoll, events, 4, 0));
        fds.writeByte(pipe[1]);
        assertEquals(1, linux.epollWait(epoll, events, 4, -1));
        assertEquals(EPOLLIN, events.events(0));
        assertEquals(-2, events.data(0));
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_MOD, pipe[0], EPOLLIN, 7));
        assertEquals(1, linux.epollPwait(epoll, events, 4, -1, MemorySegment.NULL));
        assertEquals(7, events.data(0));
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_DEL, pipe[0], 0, 0));
        assertEquals(0, linux.epollWait(epoll, events, 4, 0));
    }

    @Test
    void ctlRefuses() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        assertEquals(-EBADF, linux.epollCtl(-1, EPOLL_CTL_ADD, pipe[0], EPOLLIN, 0));
        assertEquals(-EBADF, linux.epollCtl(epoll, EPOLL_CTL_ADD, -1, EPOLLIN, 0));
        assertEquals(-EINVAL, linux.epollCtl(pipe[0], EPOLL_CTL_ADD, pipe[1], EPOLLIN, 0));
        assertEquals(-EINVAL, linux.epollCtl(epoll, EPOLL_CTL_ADD, epoll, EPOLLIN, 0));
        assertEquals(-EINVAL, linux.epollCtl(epoll, 42, pipe[0], EPOLLIN, 0));
        assertEquals(-ENOENT, linux.epollCtl(epoll, EPOLL_CTL_MOD, pipe[0], EPOLLIN, 0));
        assertEquals(-ENOENT, linux.epollCtl(epoll, EPOLL_CTL_DEL, pipe[0], 0, 0));
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], EPOLLIN, 0));
        assertEquals(-EEXIST, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], EPOLLIN, 0));
        int file = fds.keep(linux.memfdCreate("regular", MFD_CLOEXEC));
        assertEquals(-EPERM, linux.epollCtl(epoll, EPOLL_CTL_ADD, file, EPOLLIN, 0));
        int directory = fds.keep(linux.open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
        assertEquals(-EPERM, linux.epollCtl(epoll, EPOLL_CTL_ADD, directory, EPOLLIN, 0));
    }

    @Test
    void exclusiveIsForAddingSourcesOnly() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        int wanted = EPOLLIN | EPOLLEXCLUSIVE;
        assertEquals(-EINVAL, linux.epollCtl(epoll, EPOLL_CTL_ADD, fds.epoll(), wanted, 0));
        int tooMuch = wanted | EPOLLONESHOT;
        assertEquals(-EINVAL, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], tooMuch, 0));
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], wanted, 0));
        assertEquals(-EINVAL, linux.epollCtl(epoll, EPOLL_CTL_MOD, pipe[0], EPOLLIN, 0));
    }

    @Test
    void ctlTakesPointersAsTheyAre() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        var nowhere = MemorySegment.ofAddress(Pointer.NOWHERE);
        assertEquals(-EFAULT, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], MemorySegment.NULL));
        assertEquals(-EFAULT, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], nowhere));
        events.set(0, EPOLLIN, 11);
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[0], events.memory()));
        fds.writeByte(pipe[1]);
        assertEquals(1, linux.epollWait(epoll, events, 1, 0));
        assertEquals(11, events.data(0));
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_DEL, pipe[0], MemorySegment.NULL));
    }

    @Test
    void circlesAndLongChainsLoop() {
        int first = fds.epoll();
        int second = fds.epoll();
        assertEquals(0, linux.epollCtl(first, EPOLL_CTL_ADD, second, EPOLLIN, 0));
        assertEquals(-ELOOP, linux.epollCtl(second, EPOLL_CTL_ADD, first, EPOLLIN, 0));
    }

    @Test
    void waitRefuses() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        assertEquals(-EBADF, linux.epollWait(-1, events, 1, 0));
        assertEquals(-EINVAL, linux.epollWait(pipe[0], events, 1, 0));
        assertEquals(-EINVAL, linux.epollWait(epoll, events, 0, 0));
        assertEquals(-EINVAL, linux.epollWait(epoll, events, -1, 0));
        assertEquals(-EINVAL, linux.epollWait(epoll, events, EP_MAX_EVENTS + 1, 0));
        assertEquals(-EBADF, linux.epollWait(-1, events, 0, 0), "EBADF comes first");
    }

    @Test
    void askingForMoreThanFitsIsAFaultAndOverwritesNothing() {
        int epoll = fds.epoll();
        int[] pipe = fds.pipe();
        assertEquals(0, linux.epollCtl(epoll, EPOLL_CTL_ADD, pipe[1], EPOLLOUT, 1));
        assertEquals(-EFAULT, linux.epollWait(epoll, events, 5, 0));
        assertEquals(0, events.events(0));
        assertEquals(-EBADF, linux.epollWait(-1, events, 5, 0), "EBADF comes first");
        assertEquals(1, linux.epollWait(epoll, events, 4, 0));
    }

    @Test
    void waitTakesPointersAsTheyAre() {
        int epoll = fds.epoll();
        assertEquals(0, linux.epollWait(epoll, MemorySegment.NULL, 1, 0));
        var nowhere = MemorySegment.ofAddress(Pointer.NOWHERE);
        assertEquals(-EFAULT, linux.epollWait(epoll, nowhere, 1, 0));
    }

    @Test
    void busyPollingParametersAreKept() {
        int epoll = fds.epoll();
        var params = new EpollParams().busyPollMicros(64).busyPollBudget(16).preferBusyPoll(true);
        int answer = linux.epollSetParams(epoll, params);
        var seen = new EpollParams();
        if (answer == 0) {
            assertEquals(0, linux.epollGetParams(epoll, seen));
            assertEquals(64, seen.busyPollMicros());
            assertEquals(16, seen.busyPollBudget());
            assertTrue(seen.preferBusyPoll());
            assertEquals(-EINVAL, linux.epollSetParams(epoll, new EpollParams().padding(1)));
            assertEquals(-EINVAL, linux.epollSetParams(epoll, params.busyPollMicros(-1)));
        } else { // before 6.9, or built without busy polling
            assertTrue(answer == -EINVAL || answer == -EOPNOTSUPP || answer == -ENOTTY);
            assertEquals(answer, linux.epollGetParams(epoll, seen));
        }
    }
}
