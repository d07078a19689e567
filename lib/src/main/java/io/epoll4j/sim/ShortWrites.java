package io.epoll4j.sim;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;

/// Writes to a stream socket that find memory for a part only, as when `tcp_mem` is used up
/// (`sk_stream_alloc_skb`, net/ipv4/tcp.c). As on Linux, only those that do not block, and once
/// there is memory again the socket tells that it is writable.
final class ShortWrites {
    private static final int LONGEST = 5_000_000;

    private final Machine machine;
    private final JvmKernel kernel;

    ShortWrites(Machine machine, JvmKernel kernel) {
        this.machine = machine;
        this.kernel = kernel;
    }

    /// How many bytes of `length` there is memory for.
    long room(int fd, long length, int flags) {
        if (length < 2 || !machine.calls.mayShorten() || !isNonblockingStream(fd, flags))
            return length;
        int bytes = machine.calls.shorten(length);
        return bytes <= 0 ? length : Math.min(bytes, length);
    }

    private boolean isNonblockingStream(int fd, int flags) {
        if (kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_TYPE)
                != SocketFlags.SOCK_STREAM) return false;
        return (flags & SocketFlags.MSG_DONTWAIT) != 0
                || (kernel.fcntl(fd, FileFlags.F_GETFL, 0) & FileFlags.O_NONBLOCK) != 0;
    }

    /// There will be memory again: the connection that is `fd` now is told then, if it still is.
    void recover(int fd) {
        SockAddr local = new SockAddr();
        SockAddr peer = new SockAddr();
        kernel.getsockname(fd, local);
        kernel.getpeername(fd, peer);
        long after = machine.calls.someTime(LONGEST);
        machine.world.director.agenda.add(
                Due.of(() -> tell(fd, local, peer)), Times.after(machine.clock.now(), after));
    }

    /// SO_SNDBUF set to what it is changes nothing, and makes the socket look whether it is
    /// writable: `sk_write_space`, at the end of SO_SNDBUF in `sk_setsockopt`.
    private void tell(int fd, SockAddr local, SockAddr peer) {
        if (!machine.isUp() || machine.bareKernel() != kernel) return;
        SockAddr now = new SockAddr();
        if (kernel.getsockname(fd, now) < 0 || !now.equals(local)) return;
        if (kernel.getpeername(fd, now) < 0 || !now.equals(peer)) return;
        int size = kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_SNDBUF);
        kernel.setsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_SNDBUF, size / 2);
    }
}
