package io.epoll4j.jvm.call;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTSOCK;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.SockAddr;
import org.jspecify.annotations.Nullable;

/// The calls that make, name and connect sockets (net/socket.c).
public final class SocketCalls {
    private static final int TYPE_MASK = 0xF;

    /// `net.scheduler.somaxconn`
    private static final int MOST_WAITING = 4096;

    private final Entry entry;
    private final Protocols protocols;

    /// Into the kernel behind `entry`.
    public SocketCalls(Entry entry, Protocols protocols) {
        this.entry = entry;
        this.protocols = protocols;
    }

    public int socket(int domain, int type, int protocol) {
        entry.enter();
        int flags = type & ~TYPE_MASK;
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        int failure = protocols.check(domain, type & TYPE_MASK, protocol);
        if (failure != 0) {
            return failure;
        }
        Socket socket = protocols.create(domain, type & TYPE_MASK);
        socket.flags |= flags & O_NONBLOCK;
        return entry.install(socket, (flags & O_CLOEXEC) != 0);
    }

    public int socketpair(int domain, int type, int protocol, int[] fds) {
        entry.enter();
        int flags = type & ~TYPE_MASK;
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        boolean cloexec = (flags & O_CLOEXEC) != 0;
        int first = entry.table.reserve(0, cloexec);
        if (first < 0) {
            return first;
        }
        int second = entry.table.reserve(0, cloexec);
        if (second < 0) {
            entry.table.unreserve(first);
            return second;
        }
        int failure =
                fds.length < 2 ? -EFAULT : protocols.check(domain, type & TYPE_MASK, protocol);
        if (failure == 0) {
            Socket one = protocols.create(domain, type & TYPE_MASK);
            Socket other = protocols.create(domain, type & TYPE_MASK);
            failure = one.pairWith(other);
            one.flags |= flags & O_NONBLOCK;
            other.flags |= flags & O_NONBLOCK;
            if (failure == 0) {
                entry.table.install(first, one);
                entry.table.install(second, other);
                fds[0] = first;
                fds[1] = second;
                return 0;
            }
            one.unpin();
            other.unpin();
        }
        entry.table.unreserve(second);
        entry.table.unreserve(first);
        return failure;
    }

    public int bind(int fd, SockAddr address) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return socket.bind(Address.of(address));
        } finally {
            socket.unpin();
        }
    }

    public int listen(int fd, int backlog) {
        entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return socket.listen(
                    Integer.compareUnsigned(backlog, MOST_WAITING) > 0 ? MOST_WAITING : backlog);
        } finally {
            socket.unpin();
        }
    }

    public int accept4(int fd, @Nullable SockAddr peer, int flags) {
        TaskStruct task = entry.enter();
        OpenFile file = entry.table.get(fd);
        if (file == null) {
            return -EBADF;
        }
        try {
            if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
                return -EINVAL;
            }
            int made = entry.table.reserve(0, (flags & O_CLOEXEC) != 0);
            if (made < 0) {
                return made;
            }
            Accepted accepted = entry.scratch(task).accepted;
            int failure =
                    file instanceof Socket listener ? listener.accept(task, accepted) : -ENOTSOCK;
            Socket socket = accepted.socket;
            accepted.socket = null;
            if (failure != 0 || socket == null) {
                entry.table.unreserve(made);
                return failure;
            }
            socket.flags |= flags & O_NONBLOCK;
            if (peer != null) {
                name(socket.acceptedFrom(), peer);
            }
            entry.table.install(made, socket);
            return made;
        } finally {
            file.unpin();
        }
    }

    public int connect(int fd, SockAddr address) {
        TaskStruct task = entry.enter();
        Socket socket = entry.socketOf(fd);
        if (socket == null) {
            return entry.noSocket(fd);
        }
        try {
            return socket.connect(task, Address.of(address), (socket.flags & O_NONBLOCK) != 0);
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
