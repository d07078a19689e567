package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;

import io.epoll4j.sys.SockAddr;

/// What the topics on named AF_UNIX sockets share.
abstract class UnixNamed extends Lab {
    private int count;

    final SockAddr name() {
        return SockAddr.ofAbstract(
                "epoll4j-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + count++);
    }

    final Fd socket(int type) {
        return own(k.socket(AF_UNIX, type | SOCK_NONBLOCK, 0), "u");
    }

    final Fd bound(int type, SockAddr name) {
        var fd = socket(type);
        expect("bind", 0, k.bind(fd.n, name));
        return fd;
    }

    final Fd listener(int type, SockAddr name, int backlog) {
        var fd = bound(type, name);
        expect("listen", 0, k.listen(fd.n, backlog));
        return fd;
    }

    final Fd accept(Fd listener) {
        return own(k.accept4(listener.n, null, SOCK_NONBLOCK), "c");
    }
}
