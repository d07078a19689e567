package io.epoll4j.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.epoll4j.Connection;
import io.epoll4j.Datagram;
import io.epoll4j.Listener;
import io.epoll4j.loop.Loop;
import io.epoll4j.loop.Settings;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.util.List;

/// Ordinary programs, which know nothing of a world but the kernel they are given.
final class Programs {
    static final int PORT = 7;

    private Programs() {}

    /// Echoes, on a loop.
    static void echo(Kernel kernel) {
        echo(kernel, new Settings());
    }

    static void echo(Kernel kernel, Settings settings) {
        try (var loop = Loop.open(kernel, settings)) {
            loop.listen(SockAddr.any(PORT), (peer, bytes) -> peer.write(bytes));
            loop.run();
        }
    }

    /// Connects, says each of `count` words, and hears each again; with calls that block.
    static void ask(Kernel kernel, SockAddr server, String name, int count, List<String> heard) {
        try (var connection = Connection.connect(kernel, server)) {
            connection.setNonBlocking(false);
            for (int i = 0; i < count; i++) heard.add(ask(connection, name + i));
        }
    }

    static void ask(Here on, int count, List<String> heard) {
        ask(on.kernel(), on.resolve("server", PORT), on.name(), count, heard);
    }

    /// Says a word and reads as many bytes; fewer if the connection ends.
    static String ask(Connection connection, String word) {
        write(connection, word);
        return read(connection, word.length());
    }

    static void write(Connection connection, String text) {
        connection.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }

    static String read(Connection connection, int length) {
        var answer = ByteBuffer.allocate(length);
        while (answer.hasRemaining() && connection.read(answer) >= 0) {}
        return US_ASCII.decode(answer.flip()).toString();
    }

    /// Accepts one connection, blocking.
    static Connection accept(Listener listener) {
        listener.setNonBlocking(false);
        Connection connection = null;
        while (connection == null) connection = listener.accept();
        connection.setNonBlocking(false);
        return connection;
    }

    /// The error that ends what `body` does, or "" for none.
    static String errorOf(Runnable body) {
        try {
            body.run();
            return "";
        } catch (SysException refused) {
            return io.epoll4j.sys.Errno.name(refused.errno());
        }
    }

    /// Writes down each datagram that comes, and when, in milliseconds.
    static void record(Here on, List<String> log) {
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(PORT))) {
            socket.setNonBlocking(false);
            var source = new SockAddr();
            for (; ; ) {
                var bytes = ByteBuffer.allocate(2000);
                socket.receive(bytes, source);
                log.add(
                        US_ASCII.decode(bytes.flip()).toString().strip()
                                + "@"
                                + on.machine().world.now().toMillis());
            }
        }
    }

    /// Sends datagrams `a`, `b`, ... to the recorder on `to`.
    static void tell(Here on, String to, int count) {
        tell(on, to, count, 1);
    }

    /// The same, each of `size` bytes.
    static void tell(Here on, String to, int count, int size) {
        try (var socket = Datagram.bind(on.kernel(), SockAddr.any(0))) {
            for (int i = 0; i < count; i++) {
                byte[] bytes = new byte[size];
                java.util.Arrays.fill(bytes, (byte) ' ');
                bytes[0] = (byte) ('a' + i);
                socket.send(ByteBuffer.wrap(bytes), on.resolve(to, PORT));
            }
        }
    }
}
