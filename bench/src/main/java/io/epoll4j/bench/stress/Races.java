package io.epoll4j.bench.stress;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An epoll and two eventfds in a kernel of their own, made anew for every race.
class Races {
    private static final MemorySegment ONE = one();
    private static final ThreadLocal<EpollEvents> EVENTS =
            ThreadLocal.withInitial(() -> new EpollEvents(4));

    final JvmKernel kernel = new JvmKernel();
    final int ep = kernel.epollCreate1(0);
    final int a = kernel.eventfd(0, EFD_NONBLOCK);
    final int b = kernel.eventfd(0, EFD_NONBLOCK);

    private static MemorySegment one() {
        MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
        one.set(JAVA_LONG, 0, 1);
        return one;
    }

    final void fire(int fd) {
        kernel.write(fd, ONE, 0, Long.BYTES);
    }

    /// Adds an eventfd, edge-triggered.
    final void add(int fd) {
        kernel.epollCtl(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET, fd);
    }

    /// Adds an eventfd that is of no interest until [#arm].
    final void addMuted(int fd) {
        kernel.epollCtl(ep, EPOLL_CTL_ADD, fd, EPOLLET, fd);
    }

    final void arm(int fd) {
        kernel.epollCtl(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLET, fd);
    }

    /// How many events a wait for at most `max` reports.
    final int await(int max, int millis) {
        return kernel.epollWait(ep, EVENTS.get(), max, millis);
    }
}
