package io.epoll4j.sys;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Once warm, a system call leaves nothing for the collector.
class SteadyStateTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void callsAllocateNothing() {
        int epoll = fds.epoll();
        int event = fds.eventfd();
        var events = new EpollEvents(16);
        var memory = Arena.ofAuto().allocate(64, 8);
        var time = Timespec.allocate();
        memory.set(JAVA_LONG, 16, 1);
        linux.epollCtl(epoll, EPOLL_CTL_ADD, event, EPOLLIN, 1);
        var none = new Allocations();
        try (var arena = Arena.ofShared()) {
            var shared = arena.allocate(64, 8);
            none.assertNone(
                    "write, epoll_wait, read",
                    () -> {
                        linux.write(event, memory, 16, 8);
                        linux.epollWait(epoll, events, 16, -1);
                        linux.read(event, shared, 24, 8);
                    });
        }
        none.assertNone("a refusal", () -> linux.read(event, memory, 0, 8));
        none.assertNone("epoll_ctl", () -> linux.epollCtl(epoll, EPOLL_CTL_MOD, event, 1, 2));
        none.assertNone("epoll_pwait2", () -> linux.epollPwait2(epoll, events, 16, time));
        none.assertNone("clock_gettime", () -> linux.clockGettime(1));
        var polled = new PollFds(1);
        polled.set(0, event, FileFlags.POLLIN);
        none.assertNone("poll", () -> linux.poll(polled, 1, 0));
    }

    @Test
    void socketCallsAllocateNothing() {
        int[] pair = fds.socketpair(SocketFlags.SOCK_STREAM);
        var memory = Arena.ofAuto().allocate(64, 8);
        var vector = new IoVec(2);
        vector.set(0, memory, 0, 8);
        vector.set(1, memory, 16, 8);
        var message = new Message(vector, null, 1);
        var peer = new SockAddr();
        var none = new Allocations();
        none.assertNone(
                "send, recv",
                () -> {
                    linux.send(pair[0], memory, 8, 8, 0);
                    linux.recv(pair[1], memory, 8, 8, 0);
                });
        none.assertNone(
                "writev, readv",
                () -> {
                    linux.writev(pair[0], vector, 2);
                    linux.readv(pair[1], vector, 2);
                });
        none.assertNone(
                "sendmsg, recvmsg",
                () -> {
                    linux.sendmsg(pair[0], message, 0);
                    linux.recvmsg(pair[1], message, 0);
                });
        none.assertNone(
                "sendto, recvfrom",
                () -> {
                    linux.send(pair[0], memory, 0, 8, 0);
                    linux.recvfrom(pair[1], memory, 0, 8, 0, peer);
                });
        var batch = new MessageBatch(2, 1, false);
        batch.message(0).vector().set(0, memory, 0, 8);
        batch.message(1).vector().set(0, memory, 8, 8);
        none.assertNone(
                "sendmmsg, recvmmsg",
                () -> {
                    linux.sendmmsg(pair[0], batch, 2, 0);
                    linux.recvmmsg(pair[1], batch, 2, 0);
                });
        none.assertNone(
                "accept4 that would block, getsockopt, setsockopt",
                () -> {
                    linux.accept4(pair[0], peer, 0);
                    linux.getsockopt(pair[0], 1, SocketFlags.SO_ERROR);
                    linux.setsockopt(pair[0], 1, SocketFlags.SO_KEEPALIVE, 1);
                });
    }
}
