package io.epoll4j.sim.zoo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.epoll4j.Connection;
import io.epoll4j.Listener;
import io.epoll4j.sim.Here;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection for programs that speak in lines and may block. For one thread.
final class Talk implements AutoCloseable {
    static final int PORT = 7;
    private static final int SO_RCVTIMEO = 20; // asm-generic/socket.h
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Connection connection;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16).limit(0);

    Talk(Connection connection) {
        this.connection = connection;
        connection.setNonBlocking(false);
    }

    static Talk to(Here on, String machine) {
        return new Talk(Connection.connect(on.kernel(), on.resolve(machine, PORT)));
    }

    /// Accepts connections for ever, each served by a thread of its own. One that fails, or says
    /// nothing for 20 seconds, is closed.
    static void serve(Here on, Consumer<Talk> each) {
        try (var listener = Listener.bind(on.kernel(), SockAddr.any(PORT))) {
            listener.setNonBlocking(false);
            for (; ; ) {
                Connection connection = listener.accept();
                if (connection != null) on.run("connection", () -> serve(connection, each));
            }
        }
    }

    private static void serve(Connection connection, Consumer<Talk> each) {
        try (var talk = new Talk(connection).patient(PATIENCE)) {
            each.accept(talk);
        } catch (SysException gone) {
            // whoever it was will come again
        }
    }

    /// [#hear] answers null, as at the end, if nothing comes for so long.
    Talk patient(Duration time) {
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(16, 8);
            value.set(ValueLayout.JAVA_LONG, 0, time.toSeconds());
            value.set(ValueLayout.JAVA_LONG, 8, time.toNanosPart() / 1_000);
            connection
                    .kernel()
                    .setsockopt(connection.fd(), SocketFlags.SOL_SOCKET, SO_RCVTIMEO, value);
        }
        return this;
    }

    void say(String line) {
        ByteBuffer bytes = US_ASCII.encode(line + "\n");
        while (bytes.hasRemaining()) connection.write(bytes);
    }

    /// The next line; null at the end of what the other says.
    @Nullable String hear() {
        var line = new StringBuilder();
        while (more()) {
            char next = (char) in.get();
            if (next == '\n') return line.toString();
            line.append(next);
        }
        return null;
    }

    /// So many characters, fewer at the end of what the other says.
    String hear(int count) {
        var text = new StringBuilder();
        while (text.length() < count && more()) text.append((char) in.get());
        return text.toString();
    }

    private boolean more() {
        if (in.hasRemaining()) return true;
        int count = connection.read(in.clear());
        in.flip();
        return count > 0;
    }

    @Override
    public void close() {
        connection.close();
    }
}
