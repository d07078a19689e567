package io.epoll4j.bench.load;

import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Connections accepted and closed: connect, one message, its echo, close; some are always on their
/// way.
final class AcceptLoop {
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;

    private final Kernel kernel = Kernel.linux();
    private final Options options;
    private final Measurement seen;
    private final MemorySegment message;
    private final SockAddr from = new SockAddr();
    private final SockAddr to;
    private int number = (int) ProcessHandle.current().pid() * 7919;

    AcceptLoop(Options options, Measurement seen) {
        this.options = options;
        this.seen = seen;
        message = Arena.ofAuto().allocate(options.size());
        to = SockAddr.loopback(options.port());
    }

    void run() throws IOException {
        var fds = new int[options.connections()];
        var at = new long[fds.length];
        long t = System.nanoTime();
        long warm = t + options.warm();
        long until = warm + options.time();
        for (int i = 0; i < fds.length; i++) {
            fds[i] = start();
            at[i] = System.nanoTime();
        }
        for (int i = 0; t < until; i = (i + 1) % fds.length) {
            finish(fds[i]);
            t = System.nanoTime();
            seen.record(t - at[i]);
            fds[i] = start();
            at[i] = t;
            if (!seen.begun() && t >= warm) {
                seen.begin();
            }
        }
        seen.end();
        for (int fd : fds) {
            finish(fd);
        }
    }

    /// Each comes from an address of its own in 127/8: ports left in TIME_WAIT are never in the
    /// way.
    private int start() {
        int fd = check(kernel.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
        kernel.setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        from.setInet(0x7f010000 + Integer.remainderUnsigned(number++, 0xfd0000), 0);
        check(kernel.bind(fd, from), "bind");
        check(kernel.connect(fd, to), "connect");
        check((int) kernel.send(fd, message, 0, options.size(), MSG_NOSIGNAL), "send");
        return fd;
    }

    private void finish(int fd) {
        for (int all = 0; all < options.size(); ) {
            int n = check((int) kernel.recv(fd, message, 0, options.size() - all, 0), "recv");
            if (n == 0) {
                throw new IllegalStateException("the server closed a connection");
            }
            all += n;
        }
        kernel.close(fd);
    }

    private static int check(int answer, String call) {
        return SysException.check(answer, call, "");
    }
}
