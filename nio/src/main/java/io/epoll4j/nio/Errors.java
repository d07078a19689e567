package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.EACCES;
import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EADDRNOTAVAIL;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EHOSTUNREACH;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.Errno.EMFILE;
import static io.epoll4j.sys.Errno.ENFILE;
import static io.epoll4j.sys.Errno.ENOTCONN;
import static io.epoll4j.sys.Errno.EPROTO;
import static io.epoll4j.sys.Errno.ETIMEDOUT;

import io.epoll4j.sys.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;

/// From a kernel's refusal to the exception that users of java.nio know, with the words that they
/// look for.
final class Errors {
    private Errors() {}

    /// Whether a call is to be made again: now, or once the descriptor is ready.
    static boolean again(long answer) {
        return answer == -EAGAIN || answer == -EINTR;
    }

    /// Of a call that opens, binds, connects or sets an option.
    static IOException ofSocket(long answer) {
        int errno = (int) -answer;
        String text = text(errno);
        return switch (errno) {
            case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(text);
            case EHOSTUNREACH -> new NoRouteToHostException(text);
            case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(text);
            case EPROTO -> new ProtocolException(text);
            case EMFILE, ENFILE -> new IOException(text);
            default -> new SocketException(text);
        };
    }

    /// As [#ofSocket], where only a [SocketException] may be thrown.
    static SocketException ofOption(long answer) {
        return ofSocket(answer) instanceof SocketException socket
                ? socket
                : new SocketException(text((int) -answer));
    }

    /// Of a read; a reset says so in Java's words.
    static IOException ofRead(long answer) {
        return answer == -ECONNRESET ? reset() : ofWrite(answer);
    }

    static IOException ofWrite(long answer) {
        return new IOException(text((int) -answer));
    }

    /// Of a datagram, received or sent: a refusal is that of an earlier one.
    static IOException ofDatagram(long answer) {
        return answer == -ECONNREFUSED ? new PortUnreachableException() : ofSocket(answer);
    }

    /// The peer has broken the connection off.
    static SocketException reset() {
        return new SocketException("Connection reset");
    }

    static int check(int answer) throws IOException {
        if (answer < 0) throw ofSocket(answer);
        return answer;
    }

    /// As strerror(3): the first letter is capital.
    private static String text(int errno) {
        String meaning = Errno.meaning(errno);
        return Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
    }
}
