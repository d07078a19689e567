package io.epoll4j.nio;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/// From the exceptions of channels to those that users of java.net's sockets know.
final class Translation {
    private Translation() {}

    /// A call on a channel.
    interface Call<T extends @Nullable Object> {
        T make() throws IOException;
    }

    /// As a [java.net.Socket] throws: I/O errors as they are.
    static <T extends @Nullable Object> T asSocket(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (ClosedChannelException closed) {
            throw closed;
        } catch (RuntimeException refused) {
            throw translated(refused);
        }
    }

    /// As options throw: all errors are [SocketException]s.
    static <T extends @Nullable Object> T asOption(Call<T> call) throws SocketException {
        try {
            return call.make();
        } catch (SocketException socket) {
            throw socket;
        } catch (ClosedChannelException closed) {
            throw because("Socket is closed", closed);
        } catch (IOException failed) {
            throw because(String.valueOf(failed.getMessage()), failed);
        } catch (RuntimeException refused) {
            throw translated(refused);
        }
    }

    /// @throws RuntimeException if it is none that sockets have other words for
    private static SocketException translated(RuntimeException refused) {
        return because(
                switch (refused) {
                    case NotYetConnectedException _ -> "Socket is not connected";
                    case AlreadyBoundException _ -> "Already bound";
                    case AlreadyConnectedException _ -> "Already connected";
                    case ConnectionPendingException _ -> "Connection pending";
                    case NotYetBoundException _ -> "Socket is not bound yet";
                    case UnsupportedAddressTypeException _ -> "Unsupported address type";
                    case UnresolvedAddressException _ -> "Unresolved address";
                    default -> throw refused;
                },
                refused);
    }

    private static SocketException because(String message, Exception cause) {
        return new SocketException(message, cause);
    }
}
