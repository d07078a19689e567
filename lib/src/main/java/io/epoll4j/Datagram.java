package io.epoll4j;

import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;

/// A socket for datagrams: UDP over IPv4 or IPv6, or Unix-domain. Each read or receive takes one
/// whole datagram, each write or send makes one.
public final class Datagram extends SocketFd {
    private Datagram(Kernel kernel, int fd) {
        super(kernel, fd);
    }

    /// A socket at `address` of Linux; see [#bind(Kernel, SockAddr)].
    public static Datagram bind(SockAddr address) {
        return bind(Kernel.linux(), address);
    }

    /// A socket at `address` of `kernel`; port 0 picks a free one, which [#local()] tells.
    ///
    /// @throws SysException EADDRINUSE, EACCES, EMFILE, ...
    public static Datagram bind(Kernel kernel, SockAddr address) {
        return bind(kernel, address, SocketSettings.DEFAULT);
    }

    /// As [#bind(Kernel, SockAddr)], set up as `settings` say.
    ///
    /// @throws SysException also if an option is refused
    public static Datagram bind(Kernel kernel, SockAddr address, SocketSettings settings) {
        var socket = new Datagram(kernel, open(kernel, address.family(), SOCK_DGRAM));
        try {
            settings.apply(socket);
            socket.bindTo(address);
            return socket;
        } catch (SysException refused) {
            socket.close();
            throw refused;
        }
    }

    /// Takes over a datagram socket of Linux; see [#of(Kernel, int)].
    public static Datagram of(int fd) {
        return of(Kernel.linux(), fd);
    }

    /// Takes over a datagram socket, such as one that another process has passed. It stays as
    /// blocking as it is ([#setNonBlocking]), and is closed with this.
    public static Datagram of(Kernel kernel, int fd) {
        return new Datagram(kernel, fd);
    }

    /// Receives from `peer` only from now on, and lets [#write] send to it.
    public void connect(SockAddr peer) {
        int answer = kernel().connect(fd(), peer);
        if (answer < 0) check(answer, "connect", peer.toString());
    }

    /// Receives one datagram into the space that `into` has remaining; what does not fit is lost.
    ///
    /// @return its size, 0 for an empty one, or [#WOULD_BLOCK]; never [#END], as datagrams have
    ///   none
    /// @throws SysException ECONNREFUSED (of one sent earlier), EBADF, ...
    @Override
    public int read(ByteBuffer into) {
        int answer = super.read(into);
        return answer == END ? 0 : answer;
    }

    /// Receives one datagram into the space that `into` has remaining; what does not fit is lost.
    ///
    /// @param source becomes the sender's address
    /// @return its size, 0 for an empty one, or [#WOULD_BLOCK]
    public int receive(ByteBuffer into, SockAddr source) {
        long answer;
        do {
            answer = Buffers.recvfrom(kernel(), fd(), into, 0, source);
        } while (answer == -Errno.EINTR);
        if (answer < 0) return refused("recvfrom", into.remaining(), answer);
        into.position(into.position() + (int) answer);
        return (int) answer;
    }

    /// Sends what remains in `from` as one datagram.
    ///
    /// @return its size, or [#WOULD_BLOCK]
    /// @throws SysException EMSGSIZE, ECONNREFUSED (of an earlier one), ...
    public int send(ByteBuffer from, SockAddr target) {
        long answer;
        do {
            answer = Buffers.sendto(kernel(), fd(), from, 0, target);
        } while (answer == -Errno.EINTR);
        if (answer < 0) return refused("sendto", from.remaining(), answer);
        from.position(from.position() + (int) answer);
        return (int) answer;
    }
}
