package io.epoll4j.bench.multiplexers;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.FileFlags.*;
import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;

/// A process that lends its descriptor table: it is passed an epoll over a Unix socket, adds
/// descriptors of its own to it, and keeps them open until the socket closes.
public final class Holder {
    private Holder() {}

    /// `NAME COUNT`: the abstract name of the socket, and how many descriptors to add.
    public static void main(String[] arguments) {
        var kernel = Kernel.linux();
        int count = Integer.parseInt(arguments[1]);
        int socket = SysException.check(kernel.socket(AF_UNIX, SOCK_STREAM, 0), "socket", "");
        SysException.check(
                kernel.connect(socket, SockAddr.ofAbstract(arguments[0])), "connect", arguments[0]);
        var vector = new IoVec(1);
        var word = Arena.global().allocate(1);
        vector.set(0, word, 0, 1);
        var message = new Message(vector, null, 1);
        SysException.check((int) kernel.recvmsg(socket, message, 0), "recvmsg", arguments[0]);
        int epoll = message.descriptor(0);
        for (int i = 0; i < count; i++) {
            int fd = SysException.check(kernel.eventfd(0, EFD_NONBLOCK), "eventfd", "number " + i);
            SysException.check(
                    kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, -1),
                    "epoll_ctl",
                    "fd " + fd);
        }
        SysException.check((int) kernel.send(socket, word, 0, 1, MSG_NOSIGNAL), "send", "");
        // Blocks until the other end is closed or gone.
        kernel.recv(socket, word, 0, 1, 0);
    }
}
