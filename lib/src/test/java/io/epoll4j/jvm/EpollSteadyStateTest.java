package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.Allocations;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Once warm, an epoll makes no garbage, however it is asked to tell.
class EpollSteadyStateTest {
    private final Machine at = Machine.ours();
    private final Allocations allocations = new Allocations();
    private final EpollEvents events = new EpollEvents(8);
    private final int epoll = at.own(at.kernel.epollCreate1(0));
    private final int[] sources = new int[4];

    @BeforeEach
    void makeSources() {
        at.memory.set(JAVA_LONG, 0, 1);
        for (int i = 0; i < sources.length; i++) {
            sources[i] = at.own(at.kernel.eventfd(0, EFD_NONBLOCK));
        }
    }

    private void watchAll(int epoll, int mask) {
        for (int fd : sources) {
            Machine.ok(at.kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, mask, fd));
        }
    }

    private void fireAll() {
        for (int fd : sources) {
            if (at.kernel.write(fd, at.memory, 0, 8) != 8) {
                throw new AssertionError("write");
            }
        }
    }

    private void expect(int epoll, int count) {
        int seen = at.kernel.epollWait(epoll, events, 8, 0);
        if (seen != count) {
            throw new AssertionError(seen + " events, not " + count);
        }
    }

    private void drainAll() {
        for (int fd : sources) {
            if (at.kernel.read(fd, at.memory, 8, 8) != 8) {
                throw new AssertionError("read");
            }
        }
    }

    @Test
    void levelTriggered() {
        watchAll(epoll, EPOLLIN);
        allocations.assertNone(
                "level-triggered",
                () -> {
                    fireAll();
                    expect(epoll, 4);
                    expect(epoll, 4);
                    drainAll();
                    expect(epoll, 0);
                });
    }

    @Test
    void edgeTriggered() {
        watchAll(epoll, EPOLLIN | EPOLLET);
        allocations.assertNone(
                "edge-triggered",
                () -> {
                    fireAll();
                    expect(epoll, 4);
                    expect(epoll, 0);
                });
    }

    @Test
    void oneShotArmedAnew() {
        int mask = EPOLLIN | EPOLLONESHOT;
        watchAll(epoll, mask);
        allocations.assertNone(
                "one-shot",
                () -> {
                    fireAll();
                    expect(epoll, 4);
                    expect(epoll, 0);
                    drainAll();
                    for (int fd : sources) {
                        if (at.kernel.epollCtl(epoll, EPOLL_CTL_MOD, fd, mask, fd) != 0) {
                            throw new AssertionError("MOD");
                        }
                    }
                });
    }

    @Test
    void nestedAndWatchedTwice() {
        int middle = at.own(at.kernel.epollCreate1(0));
        int top = at.own(at.kernel.epollCreate1(0));
        watchAll(middle, EPOLLIN);
        watchAll(epoll, EPOLLIN);
        Machine.ok(at.kernel.epollCtl(top, EPOLL_CTL_ADD, middle, EPOLLIN, 0));
        allocations.assertNone(
                "nested",
                () -> {
                    fireAll();
                    expect(top, 1);
                    expect(middle, 4);
                    expect(epoll, 4);
                    drainAll();
                    expect(top, 0);
                });
    }

    @Test
    void waitsThatTimeOut() {
        watchAll(epoll, EPOLLIN);
        MemorySegment microsecond = Timespec.allocate();
        Timespec.set(microsecond, 1_000);
        allocations.assertNone(
                "a wait of a microsecond",
                () -> {
                    if (at.kernel.epollPwait2(epoll, events, 8, microsecond) != 0) {
                        throw new AssertionError("an event");
                    }
                });
    }
}
