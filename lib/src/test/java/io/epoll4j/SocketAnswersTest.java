package io.epoll4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What sockets answer where the kernel's own answer would mislead.
@ParameterizedClass
@MethodSource("kernels")
class SocketAnswersTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    Kernel kernel;
    Epoll epoll;
    final Events events = new Events(4);

    static Stream<Named<Supplier<Kernel>>> kernels() {
        return Stream.of(Named.of("linux", Kernel::linux), Named.of("jvm", JvmKernel::new));
    }

    @BeforeEach
    void open() {
        kernel = kernels.get();
        epoll = Epoll.open(kernel);
    }

    @AfterEach
    void close() {
        epoll.close();
    }

    private void await(Descriptor descriptor, Interest interest) {
        epoll.add(descriptor, interest);
        assertEquals(1, epoll.await(events, 10_000_000_000L));
        epoll.remove(descriptor);
    }

    @Test
    void anEmptyDatagramIsNoEnd() {
        try (var one = Datagram.bind(kernel, SockAddr.loopback(0));
                var other = Datagram.bind(kernel, SockAddr.loopback(0))) {
            one.connect(other.local());
            other.connect(one.local());
            for (var buffer :
                    new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8)}) {
                assertEquals(Descriptor.WOULD_BLOCK, other.read(buffer));
                assertEquals(0, one.write(ByteBuffer.allocate(0)));
                assertEquals(3, one.write(UTF_8.encode("abc")));
                await(other, Interest.READ);
                assertEquals(0, other.read(buffer));
                await(other, Interest.READ);
                assertEquals(3, other.read(buffer));
            }
        }
    }

    /// An address at which nobody listens, and nobody will.
    private Datagram nobody() {
        return Datagram.bind(kernel, SockAddr.loopback(0));
    }

    private void refused(int errno, Connection connection) {
        for (int i = 0; i < 3; i++) {
            var refusal = assertThrows(SysException.class, connection::finishConnect);
            assertEquals("connect", refusal.call());
            assertTrue(refusal.is(errno), refusal.getMessage());
        }
    }

    @Test
    void aConnectThatFailedGoesOnSayingWhy() {
        try (var nobody = nobody();
                var client = Connection.connect(kernel, nobody.local())) {
            await(client, Interest.WRITE);
            refused(Errno.ECONNREFUSED, client);
        }
    }

    @Test
    void alsoAfterTheErrorWasTaken() {
        try (var nobody = nobody();
                var client = Connection.connect(kernel, nobody.local())) {
            await(client, Interest.WRITE);
            assertEquals(Errno.ECONNREFUSED, client.takeError());
            assertEquals(0, client.takeError());
            refused(Errno.ECONNREFUSED, client);
        }
        try (var nobody = nobody();
                var client = Connection.connect(kernel, nobody.local())) {
            await(client, Interest.WRITE);
            assertThrows(SysException.class, () -> client.read(ByteBuffer.allocate(1)));
            refused(Errno.ENOTCONN, client);
        }
    }

    @Test
    void whatWasResetIsConnectedNoMore() {
        try (var listener = Listener.bind(kernel, SockAddr.loopback(0));
                var client = Connection.connect(kernel, listener.local())) {
            await(client, Interest.WRITE);
            assertTrue(client.finishConnect());
            var server = listener.accept();
            assertNotNull(server);
            server.reset();
            await(client, Interest.HANGUP);
            refused(Errno.ECONNRESET, client);
        }
    }

    @Test
    void whatNobodyHasBegunFails() {
        for (int family : new int[] {SocketFlags.AF_INET, SocketFlags.AF_UNIX}) {
            int fd = kernel.socket(family, SocketFlags.SOCK_STREAM, 0);
            try (var fresh = Connection.of(kernel, fd)) {
                refused(Errno.ENOTCONN, fresh);
            }
        }
    }

    @Test
    void aConnectUnderWayIsNotDone() {
        int fd = kernel.socket(SocketFlags.AF_INET, SocketFlags.SOCK_STREAM, 0);
        assertEquals(0, kernel.bind(fd, SockAddr.loopback(0)));
        assertEquals(0, kernel.listen(fd, 0)); // a queue for one: the others are not answered
        var at = new SockAddr();
        assertEquals(0, kernel.getsockname(fd, at));
        try (var first = Connection.connect(kernel, at);
                var second = Connection.connect(kernel, at);
                var third = Connection.connect(kernel, at)) {
            await(first, Interest.WRITE);
            assertTrue(first.finishConnect());
            assertFalse(second.finishConnect());
            assertFalse(third.finishConnect());
        }
        kernel.close(fd);
    }

    @Test
    void theFileInTheWayIsNamed(@TempDir Path directory) {
        if (kernel instanceof JvmKernel) return; // it has no files
        var path = directory.resolve("socket").toString();
        Listener.bind(kernel, SockAddr.ofUnix(path)).close();
        for (boolean stream : new boolean[] {true, false}) {
            var refusal =
                    assertThrows(
                            SysException.class,
                            () -> {
                                if (stream) Listener.bind(kernel, SockAddr.ofUnix(path)).close();
                                else Datagram.bind(kernel, SockAddr.ofUnix(path)).close();
                            });
            assertEquals(
                    "bind(unix:%s): EADDRINUSE: the file %s is there: choose another, or remove it if its server is gone"
                            .formatted(path, path),
                    refusal.getMessage());
        }
        var taken = SockAddr.ofAbstract("epoll4j-taken-" + ProcessHandle.current().pid());
        try (var first = Listener.bind(kernel, taken)) {
            assertTrue(first.isOpen());
            var refusal = assertThrows(SysException.class, () -> Listener.bind(kernel, taken));
            assertTrue(refusal.getMessage().contains("the address is taken"));
        }
    }
}
