package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.SO_REUSEPORT;

import io.epoll4j.sys.SockAddr;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Several sockets on one port with SO_REUSEPORT: what comes from one address and port goes to one
/// of them, always the same. Which one that is, a kernel decides by a hash of its own.
final class Flows extends Wire {
    private static final int SOCKETS = 4;
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 6;

    private List<Fd> sharing(int type) {
        var all = new ArrayList<Fd>();
        var at = SockAddr.loopback(0);
        for (int i = 0; i < SOCKETS; i++) {
            var fd = socket(type);
            expect("REUSEPORT", 0, k.setsockopt(fd.n, SOL_SOCKET, SO_REUSEPORT, 1));
            expect("bind", 0, k.bind(fd.n, at));
            at = addressOf(fd);
            all.add(fd);
        }
        return all;
    }

    @Row(id = "X-RP-01", says = "UDP: all datagrams of a client come to one of several sockets")
    void datagrams() {
        var servers = sharing(SOCK_DGRAM);
        var to = addressOf(servers.getFirst());
        for (int client = 0; client < CLIENTS; client++) {
            var from = bound(socket(SOCK_DGRAM));
            for (int i = 0; i < ROUNDS; i++) {
                expect("sendto", 1, k.sendto(from.n, scratch(), 0, 1, 0, to));
            }
            var got = servers.stream().map(this::drained).filter(count -> count != 0).toList();
            expect("datagrams at one socket", List.of((long) ROUNDS), got);
        }
    }

    private long drained(Fd fd) {
        long count = 0;
        while (fd.tryRead(1) == 1) count++;
        return count;
    }

    @Row(id = "X-RP-02", says = "TCP: a client that comes again from its port finds its listener")
    void connections() {
        var servers = sharing(SOCK_STREAM);
        for (var each : servers) expect("listen", 0, k.listen(each.n, 16));
        var to = addressOf(servers.getFirst());
        for (int client = 0; client < CLIENTS; client++) {
            var from = SockAddr.loopback(0);
            int first = -1;
            for (int i = 0; i < ROUNDS; i++) {
                var fd = socket(SOCK_STREAM);
                expect("REUSEADDR", 0, k.setsockopt(fd.n, SOL_SOCKET, SO_REUSEADDR, 1));
                expect("bind", 0, k.bind(fd.n, from));
                from = addressOf(fd);
                k.connect(fd.n, to);
                epoll().add(fd, OUT).seesWithin(LONG, fd.is(OUT));
                int found = accepting(servers);
                if (first < 0) first = found;
                expect("listener", first, found);
                drop(fd);
            }
        }
    }

    /// Which of the listeners has a connection; it is taken and reset.
    private int accepting(List<Fd> servers) {
        for (int i = 0; i < servers.size(); i++) {
            int fd = k.accept4(servers.get(i).n, null, 0);
            if (fd >= 0) {
                drop(own(fd, "c"));
                return i;
            }
            refused("accept4", EAGAIN, fd);
        }
        return -1;
    }

    /// Closes with a reset, which leaves no TIME_WAIT.
    private void drop(Fd fd) {
        var linger = scratch().asSlice(0, 8);
        linger.set(ValueLayout.JAVA_INT, 0, 1);
        linger.set(ValueLayout.JAVA_INT, 4, 0);
        expect("LINGER", 0, k.setsockopt(fd.n, SOL_SOCKET, SO_LINGER, linger));
        fd.close();
    }
}
