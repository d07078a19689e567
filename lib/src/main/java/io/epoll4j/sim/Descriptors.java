package io.epoll4j.sim;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// The open descriptors of a machine, each as text: asked of its kernel, past the programs' face.
final class Descriptors {
    /// So many numbers in a row that are not open, and there are no more.
    private static final int GAP = 256;

    private Descriptors() {}

    /// Each as text, its number first.
    static List<String> of(Machine machine) {
        return numbers(machine).stream().map(fd -> describe(machine, fd)).toList();
    }

    /// Their numbers, in order.
    static List<Integer> numbers(Machine machine) {
        Kernel kernel = machine.bareKernel();
        List<Integer> open = new ArrayList<>();
        int gap = 0;
        for (int fd = 0; gap < GAP; fd++) {
            if (kernel.fcntl(fd, FileFlags.F_GETFD, 0) < 0) {
                gap++;
            } else {
                gap = 0;
                open.add(fd);
            }
        }
        return open;
    }

    static String describe(Machine machine, int fd) {
        return fd + " " + describe(machine.bareKernel(), fd);
    }

    private static String describe(Kernel kernel, int fd) {
        int type = kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_TYPE);
        if (type >= 0) return socket(kernel, fd, type);
        if (kernel.fcntl(fd, FileFlags.F_GETPIPE_SZ, 0) >= 0) return "pipe";
        try (var arena = Arena.ofConfined()) {
            if (kernel.timerfdGettime(fd, arena.allocate(32, 8)) >= 0) return "timerfd";
        }
        return "epoll or eventfd";
    }

    private static String socket(Kernel kernel, int fd, int type) {
        SockAddr local = new SockAddr();
        kernel.getsockname(fd, local);
        SockAddr peer = new SockAddr();
        String to = kernel.getpeername(fd, peer) == 0 ? " > " + peer : "";
        boolean inet = local.family() != SocketFlags.AF_UNIX;
        String kind = !inet ? "unix" : type == SocketFlags.SOCK_STREAM ? "tcp" : "udp";
        boolean listens =
                kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_ACCEPTCONN) == 1;
        return kind + " " + local + (listens ? " listening" : to);
    }
}
