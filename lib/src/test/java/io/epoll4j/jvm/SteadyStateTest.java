package io.epoll4j.jvm;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.Allocations;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.SockAddr;
import org.junit.jupiter.api.Test;

/// Once warm, a message makes no garbage, whatever it goes through.
class SteadyStateTest {
    private final Machine at = Machine.ours();
    private final Allocations allocations = new Allocations();
    private final EpollEvents events = new EpollEvents(4);

    /// Writes at one end, waits for it at the other, reads it there.
    private void assertNoGarbage(String name, int from, int to, int size) {
        int epoll = at.own(at.kernel.epollCreate1(0));
        Machine.ok(at.kernel.epollCtl(epoll, EPOLL_CTL_ADD, to, EPOLLIN, 0));
        allocations.assertNone(
                name,
                () -> {
                    if (at.kernel.write(from, at.memory, 0, size) != size
                            || at.kernel.epollWait(epoll, events, 4, 0) != 1
                            || at.kernel.read(to, at.memory, 0, size) != size) {
                        throw new AssertionError(name + " did not carry the message");
                    }
                });
    }

    @Test
    void pipes() {
        int[] pipe = at.pipe(O_NONBLOCK);
        assertNoGarbage("pipe", pipe[1], pipe[0], 10_000);
    }

    @Test
    void eventfds() {
        int fd = at.own(at.kernel.eventfd(0, EFD_NONBLOCK));
        at.memory.set(JAVA_LONG, 0, 1);
        assertNoGarbage("eventfd", fd, fd, 8);
    }

    @Test
    void unixSockets() {
        int[] stream = at.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
        assertNoGarbage("unix stream", stream[0], stream[1], 3000);
        int[] datagrams = at.pair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK);
        assertNoGarbage("unix datagrams", datagrams[0], datagrams[1], 3000);
    }

    @Test
    void tcp() {
        int listener = at.socket(AF_INET, SOCK_STREAM);
        Machine.ok(at.kernel.listen(listener, 1));
        int client = at.socket(AF_INET, SOCK_STREAM);
        Machine.ok(at.kernel.connect(client, at.nameOf(listener)));
        int server = at.own(at.kernel.accept4(listener, null, 0));
        assertNoGarbage("tcp", client, server, 3000);
    }

    @Test
    void udp() {
        int receiver = at.socket(AF_INET, SOCK_DGRAM);
        Machine.ok(at.kernel.bind(receiver, SockAddr.loopback(0)));
        int sender = at.socket(AF_INET, SOCK_DGRAM);
        SockAddr name = at.nameOf(receiver);
        SockAddr source = new SockAddr();
        allocations.assertNone(
                "sendto and recvfrom",
                () -> {
                    at.kernel.sendto(sender, at.memory, 0, 100, 0, name);
                    at.kernel.recvfrom(receiver, at.memory, 0, 100, 0, source);
                });
    }
}
