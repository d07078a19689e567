package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTSOCK;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.jvm.file.Call;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.sys.SockAddr;
import org.jspecify.annotations.Nullable;

/// The calls that make, name and connect sockets (net/socket.c).
public abstract class SocketCalls extends ClockCalls {
    private static final int TYPE_MASK = 0xF;

    /// `net.core.somaxconn`
    private static final int MOST_WAITING = 4096;

    SocketCalls(Core core, Stack stack, DescriptorTable table) {
        super(core, stack, table);
    }

    /// `sockfd_lookup`: the socket behind a number, pinned; null for [#noSocket].
    final @Nullable Socket socketOf(int fd) {
        OpenFile file = table.get(fd);
        if (file instanceof Socket socket) {
            return socket;
        }
        if (file != null) {
            file.unpin();
        }
        return null;
    }

    /// Why there is no socket behind a number.
    final int noSocket(int fd) {
        OpenFile file = table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        file.unpin();
        return -ENOTSOCK;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        enter();
        int flags = type & ~TYPE_MASK;
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        int failure = stack.check(domain, type & TYPE_MASK, protocol);
        if (failure != 0) {
            return failure;
        }
        Socket socket = stack.create(domain, type & TYPE_MASK);
        socket.flags |= flags & O_NONBLOCK;
        return install(socket, (flags & O_CLOEXEC) != 0);
    }

    @Override
    public int socketpair(int domain, int type, int protocol, int[] fds) {
        enter();
        int flags = type & ~TYPE_MASK;
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        boolean cloexec = (flags & O_CLOEXEC) != 0;
        int first = table.reserve(0, cloexec);
        if (first < 0) {
            return first;
        }
        int second = table.reserve(0, cloexec);
        if (second < 0) {
            table.unreserve(first);
            return second;
        }
        int failure = fds.length < 2 ? -EFAULT : stack.check(domain, type & TYPE_MASK, protocol);
        if (failure == 0) {
            Socket one = stack.create(domain, type & TYPE_MASK);
            Socket other = stack.create(domain, type & TYPE_MASK);
            failure = one.pairWith(other);
            one.flags |= flags & O_NONBLOCK;
            other.flags |= flags & O_NONBLOCK;
            if (failure == 0) {
                table.install(first, one);
                table.install(second, other);
                fds[0] = first;
                fds[1] = second;
                return 0;
            }
            one.unpin();
            other.unpin();
        }
        table.unreserve(second);
        table.unreserve(first);
        return failure;
    }

    @Override
    public int bind(int fd, SockAddr address) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return socket.bind(Address.of(address));
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int listen(int fd, int backlog) {
        enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return socket.listen(
                    Integer.compareUnsigned(backlog, MOST_WAITING) > 0 ? MOST_WAITING : backlog);
        } finally {
            socket.unpin();
        }
    }

    @Override
    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        Call call = enter();
        OpenFile file = table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
                return -EINVAL;
            }
            int made = table.reserve(0, (flags & O_CLOEXEC) != 0);
            if (made < 0) {
                return made;
            }
            int failure = file instanceof Socket listener ? accept(call, listener) : -ENOTSOCK;
            Socket socket = call.accepted;
            if (failure != 0 || socket == null) {
                table.unreserve(made);
                return failure;
            }
            call.accepted = null;
            socket.flags |= flags & O_NONBLOCK;
            if (peer != null) {
                name(socket.acceptedFrom(), peer);
            }
            table.install(made, socket);
            return made;
        } finally {
            file.unpin();
        }
    }

    private static int accept(Call call, Socket listener) {
        call.accepted = null;
        return listener.accept(call);
    }

    @Override
    public int connect(int fd, SockAddr address) {
        Call call = enter();
        Socket socket = socketOf(fd);
        if (socket == null) {
            return noSocket(fd);
        }
        try {
            return socket.connect(call, Address.of(address), (socket.flags & O_NONBLOCK) != 0);
        } finally {
            socket.unpin();
        }
    }

    /// Stores an address, or none.
    static void name(@Nullable Address address, SockAddr into) {
        if (address == null) {
            into.clear();
        } else {
            address.copyTo(into);
        }
    }
}
