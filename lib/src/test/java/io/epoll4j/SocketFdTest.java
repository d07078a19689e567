package io.epoll4j;

import static io.epoll4j.sys.SocketFlags.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Listeners, connections and datagrams as people use them.
class SocketFdTest {
    private final Epoll epoll = Epoll.open();
    private final Events events = new Events(4);

    @AfterEach
    void closeAll() {
        epoll.close();
    }

    private void await(Descriptor descriptor, Interest interest) {
        epoll.add(descriptor, interest);
        assertEquals(1, epoll.await(events, 10_000_000_000L));
        epoll.remove(descriptor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "unix:@epoll4j SocketFdTest"})
    void aConversation(String where) {
        try (var listener = Listener.bind(SockAddr.parse(where));
                var client = Connection.connect(listener.local())) {
            var peer = new SockAddr();
            await(listener, Interest.READ);
            try (var server = listener.accept(peer)) {
                assertNotNull(server);
                assertNull(listener.accept());
                await(client, Interest.WRITE);
                assertTrue(client.finishConnect());
                assertEquals(client.local(), peer);
                assertEquals(client.peer(), listener.local());
                assertTrue(server.isNonBlocking() && server.isCloseOnExec());
                assertEquals(5, client.write(UTF_8.encode("hello")));
                client.shutdownWrite();
                await(server, Interest.PEER_CLOSED);
                var buffer = ByteBuffer.allocate(64);
                assertEquals(5, server.read(buffer));
                assertEquals(Descriptor.END, server.read(buffer));
                assertEquals("hello", UTF_8.decode(buffer.flip()).toString());
                assertEquals(Descriptor.WOULD_BLOCK, client.read(ByteBuffer.allocate(1)));
                assertThrows(SysException.class, () -> client.write(UTF_8.encode("more")));
            }
        }
    }

    @Test
    void aResetIsSeenAsOne() {
        try (var listener = Listener.bind(0);
                var client = Connection.connect(listener.local())) {
            await(listener, Interest.READ);
            var server = listener.accept();
            assertNotNull(server);
            server.setNoDelay(true);
            assertEquals(1, server.option(IPPROTO_TCP, TCP_NODELAY));
            server.reset();
            await(client, Interest.HANGUP);
            assertTrue(events.isError(0) && events.isHungUp(0));
            var refusal =
                    assertThrows(SysException.class, () -> client.read(ByteBuffer.allocate(1)));
            assertTrue(refusal.is(Errno.ECONNRESET), refusal.getMessage());
        }
    }

    @Test
    void nobodyListens() {
        var free = Datagram.bind(SockAddr.loopback(0));
        var refusal =
                assertThrows(
                        SysException.class,
                        () -> {
                            try (var client = Connection.connect(free.local())) {
                                await(client, Interest.WRITE);
                                client.finishConnect();
                            }
                        });
        assertTrue(refusal.is(Errno.ECONNREFUSED), refusal.getMessage());
        free.close();
    }

    @Test
    void aTakenPortIsNamed() {
        try (var first = Listener.bind(0)) {
            int port = first.local().port();
            var refusal = assertThrows(SysException.class, () -> Listener.bind(port));
            assertEquals(
                    "bind(127.0.0.1:"
                            + port
                            + "): EADDRINUSE: the address is taken: choose"
                            + " another, or stop its owner",
                    refusal.getMessage());
        }
    }

    @Test
    void aSharedPortIsShared() {
        try (var first = Listener.bindShared(Kernel.linux(), SockAddr.loopback(0));
                var second = Listener.bindShared(Kernel.linux(), first.local())) {
            assertEquals(first.local(), second.local());
        }
    }

    @Test
    void whatIsOpenAlreadyIsTakenOver() {
        var bound = Listener.bind(0);
        var socket = Datagram.bind(SockAddr.loopback(0));
        var at = bound.local();
        var here = socket.local();
        try (var listener = Listener.of(bound.release());
                var datagram = Datagram.of(socket.release());
                var client = Connection.connect(at)) {
            assertEquals(-1, bound.release());
            assertFalse(bound.isOpen());
            bound.close(); // is nobody's any more
            assertEquals(at, listener.local());
            assertEquals(here, datagram.local());
            await(listener, Interest.READ);
            try (var accepted = listener.accept()) {
                assertEquals(client.local(), accepted.peer());
            }
        }
    }

    @Test
    void settingsComeBeforeTheAddress() {
        var settings =
                SocketSettings.DEFAULT.receiveBuffer(20_000).local(Address.parse("127.0.0.3:0"));
        try (var listener = Listener.bind(Kernel.linux(), SockAddr.loopback(0), settings);
                var datagram = Datagram.bind(Kernel.linux(), SockAddr.loopback(0), settings);
                var client = Connection.connect(Kernel.linux(), listener.local(), settings)) {
            for (SocketFd each : List.of(listener, datagram, client))
                assertEquals(40_000, each.option(SOL_SOCKET, SO_RCVBUF));
            assertEquals("127.0.0.3", client.local().host());
        }
    }

    @Test
    void anAddressIsKeptAndIsAKey() {
        var filled = SockAddr.loopback(80);
        var kept = Address.of(filled);
        filled.port(81);
        assertEquals("127.0.0.1:80", kept.toString());
        assertEquals(Address.parse("127.0.0.1:80"), kept);
        assertEquals(Address.parse("127.0.0.1:80").hashCode(), kept.hashCode());
        assertNotEquals(Address.of(filled), kept);
        kept.sockAddr().port(82);
        assertEquals(80, kept.port());
        assertEquals(kept, Address.of(kept.inet()));
        assertEquals("127.0.0.1", kept.host());
        assertTrue(Address.parse("unix:@name").isUnix());
        assertNull(Address.parse("unix:@name").inet());
        assertEquals(AF_UNSPEC, Address.parse("none").family());
    }

    @Test
    void datagramsComeWhole() {
        try (var one = Datagram.bind(SockAddr.loopback(0));
                var other = Datagram.bind(SockAddr.loopback(0))) {
            var source = new SockAddr();
            var buffer = ByteBuffer.allocateDirect(8);
            assertEquals(Descriptor.WOULD_BLOCK, other.receive(buffer, source));
            assertEquals(3, one.send(UTF_8.encode("abc"), other.local()));
            assertEquals(0, one.send(ByteBuffer.allocate(0), other.local()));
            await(other, Interest.READ);
            assertEquals(3, other.receive(buffer, source));
            assertEquals(one.local(), source);
            await(other, Interest.READ);
            assertEquals(0, other.receive(buffer, source));
            other.connect(source);
            assertEquals(3, other.write(buffer.flip()));
            await(one, Interest.READ);
            assertEquals(3, one.read(ByteBuffer.allocate(8)));
        }
    }

    /// Whatever its kind, a buffer is read into and written from between position and limit.
    @Test
    void buffersOfEveryKind() {
        var pair = Connection.pair(Kernel.linux());
        byte[] bytes = new byte[30_000];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i * 7);
        var direct = ByteBuffer.allocateDirect(40_000).position(5_000).slice();
        direct.put(10, bytes).position(10).limit(10 + bytes.length);
        for (var from : new ByteBuffer[] {ByteBuffer.wrap(bytes), direct.asReadOnlyBuffer()}) {
            for (var into : new ByteBuffer[] {ByteBuffer.allocate(40_000), direct.duplicate()}) {
                from.mark();
                while (from.hasRemaining()) pair[0].write(from);
                from.reset();
                into.clear().position(100);
                while (into.position() < 100 + bytes.length) pair[1].read(into);
                byte[] seen = new byte[bytes.length];
                into.get(100, seen);
                assertArrayEquals(bytes, seen);
                direct.put(10, bytes);
            }
        }
        var readOnly = direct.asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> pair[1].read(readOnly));
        assertEquals(0, pair[1].read(ByteBuffer.allocate(0)));
        for (var end : pair) end.close();
        assertFalse(pair[0].isOpen());
        assertEquals("Connection closed", pair[0].toString());
    }

    @Test
    void aFullConnectionWouldBlock() {
        var pair = Connection.pair(Kernel.linux());
        var much = ByteBuffer.allocateDirect(1 << 20);
        int answer;
        do {
            answer = pair[0].write(much.clear());
        } while (answer > 0);
        assertEquals(Descriptor.WOULD_BLOCK, answer);
        pair[1].close();
        assertThrows(SysException.class, () -> pair[0].write(much.clear()));
        pair[0].setNonBlocking(false);
        assertFalse(pair[0].isNonBlocking());
        pair[0].setCloseOnExec(false);
        assertFalse(pair[0].isCloseOnExec());
        pair[0].close();
        pair[0].close();
    }
}
