package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A client on a thread of its own: its calls block until they are done.
final class Client implements AutoCloseable {
    private static final int ROOM = 1 << 16;

    final int fd;
    private final Kernel kernel;
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM);

    Client(Kernel kernel, SockAddr target) {
        this.kernel = kernel;
        fd = kernel.socket(target.family(), SocketFlags.SOCK_STREAM | SocketFlags.SOCK_CLOEXEC, 0);
        int answer = kernel.connect(fd, target);
        assertEquals(0, answer, () -> "connect: " + Errno.name(-answer));
    }

    void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        for (long sent = 0, n; sent < bytes.length; sent += n) {
            n = kernel.send(fd, memory, sent, bytes.length - sent, SocketFlags.MSG_NOSIGNAL);
            assertTrue(n > 0, "send");
        }
    }

    /// Hears `length` bytes, or what comes before the end.
    String hear(int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            long n = kernel.recv(fd, memory, 0, Math.min(ROOM, length - text.length()), 0);
            assertTrue(n >= 0, () -> "recv: " + Errno.name((int) -n));
            if (n == 0) break;
            text.append(StandardCharsets.ISO_8859_1.decode(memory.asSlice(0, n).asByteBuffer()));
        }
        return text.toString();
    }

    /// Whether a byte comes before the end, which may be a reset.
    boolean isAnswered() {
        return kernel.recv(fd, memory, 0, 1, 0) == 1;
    }

    void exchange(String text) {
        say(text);
        assertEquals(text, hear(text.length()));
    }

    @Override
    public void close() {
        kernel.close(fd);
    }
}
