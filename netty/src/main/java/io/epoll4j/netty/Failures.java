package io.epoll4j.netty;

import static io.epoll4j.sys.Errno.EACCES;
import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EHOSTUNREACH;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.ENETUNREACH;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.ENOTSOCK;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.sys.Errno;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;

/// A kernel's refusals as the exceptions that Netty's users catch: those of java.net, whose text
/// names the call and the errno.
final class Failures {
    private Failures() {}

    /// Whether a call would have had to wait. It is asked again when epoll says so.
    static boolean isAgain(long answer) {
        return answer == -EAGAIN || answer == -EINTR;
    }

    /// Answers `answer` unless it is a failure.
    static int check(String call, int answer) throws IOException {
        if (answer < 0) throw of(call, answer);
        return answer;
    }

    /// As [#check], where no IOException can be thrown.
    static int checkUnchecked(String call, int answer) {
        if (answer < 0) throw new ChannelException(of(call, answer));
        return answer;
    }

    /// The exception for a failure of `call`. A descriptor that is gone is a closed channel.
    static IOException of(String call, long answer) {
        int errno = (int) -answer;
        String text = text(call, errno);
        return switch (errno) {
            case ECONNREFUSED, ETIMEDOUT -> new ConnectException(text);
            case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(text);
            case EADDRINUSE, EADDRNOTAVAIL -> new BindException(text);
            case EACCES, EPERM ->
                    call.equals("bind") ? new BindException(text) : new SocketException(text);
            case EBADF, ENOTSOCK -> {
                var closed = new ClosedChannelException();
                closed.initCause(new IOException(text));
                yield closed;
            }
            default -> new SocketException(text);
        };
    }

    /// As [#of], for datagrams: that nobody listens there came as an ICMP message.
    static IOException ofDatagram(String call, long answer) {
        return answer == -ECONNREFUSED
                ? new PortUnreachableException(text(call, ECONNREFUSED))
                : of(call, answer);
    }

    /// As [#check], for shutdown(2).
    static void checkShutdown(int answer) throws IOException {
        if (answer == -ENOTCONN) throw new NotYetConnectedException();
        check("shutdown", answer);
    }

    private static String text(String call, int errno) {
        return call + ": " + Errno.name(errno) + ": " + Errno.meaning(errno);
    }
}
