package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.TCP_NODELAY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;

/// Listeners, clients and connections for the tests of TCP.
final class TcpRig {
    static final int STREAM = SOCK_STREAM | SOCK_NONBLOCK;

    static int listener(Machine at, int backlog) {
        int listener = at.socket(AF_INET, STREAM);
        Machine.ok(at.kernel.bind(listener, SockAddr.loopback(0)));
        Machine.ok(at.kernel.listen(listener, backlog));
        return listener;
    }

    /// A client that is connected to the listener; its connection waits there.
    static int client(Machine at, int listener) {
        int client = at.socket(AF_INET, STREAM);
        Machine.ok(at.kernel.setsockopt(client, IPPROTO_TCP, TCP_NODELAY, 1));
        assertEquals("EINPROGRESS", Machine.say(at.kernel.connect(client, at.nameOf(listener))));
        return client;
    }

    /// Both ends of a connection, the client first.
    static int[] connection(Machine at) {
        int listener = listener(at, 1);
        int client = client(at, listener);
        int server = at.own(at.kernel.accept4(listener, null, SOCK_NONBLOCK));
        Machine.ok(at.kernel.setsockopt(server, IPPROTO_TCP, TCP_NODELAY, 1));
        at.close(listener);
        return new int[] {client, server};
    }

    private TcpRig() {}
}
