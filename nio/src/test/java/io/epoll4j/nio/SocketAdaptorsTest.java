package io.epoll4j.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.IllegalBlockingModeException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What `socket()` answers: java.net's classes over channels.
@Timeout(60)
class SocketAdaptorsTest {
    @ParameterizedTest
    @EnumSource
    void streamsSpeakAndTimeOut(On on) throws Exception {
        var rig = on.rig();
        try (var listener = rig.listener().socket();
                var client = rig.provider.openSocketChannel().socket()) {
            client.connect(listener.getLocalSocketAddress(), 5_000);
            try (var server = listener.accept()) {
                new PrintWriter(client.getOutputStream(), true).println("hello");
                var in = server.getInputStream();
                assertEquals("hello", new BufferedReader(new InputStreamReader(in)).readLine());
                server.setSoTimeout(5);
                assertThrows(SocketTimeoutException.class, in::read);
                client.getOutputStream().write(7);
                assertEquals(7, in.read());
                client.shutdownOutput();
                assertEquals(-1, in.read());
                assertSame(server, server.getChannel().socket());
                assertEquals(client.getLocalPort(), server.getPort());
                server.getChannel().configureBlocking(false);
                assertThrows(IllegalBlockingModeException.class, in::read);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptTimesOut(On on) throws Exception {
        try (var listener = on.rig().listener().socket()) {
            listener.setSoTimeout(5);
            assertThrows(SocketTimeoutException.class, listener::accept);
            listener.getChannel().configureBlocking(false);
            listener.setSoTimeout(0);
            assertThrows(IllegalBlockingModeException.class, listener::accept);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statesAreThoseOfTheChannel(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair()) {
            var socket = pair.one().socket();
            assertTrue(socket.isConnected() && socket.isBound() && !socket.isClosed());
            socket.setTcpNoDelay(true);
            assertTrue(socket.getTcpNoDelay());
            socket.setSoLinger(true, 3);
            assertEquals(3, socket.getSoLinger());
            socket.setSoLinger(false, 0);
            assertEquals(-1, socket.getSoLinger());
            socket.setKeepAlive(true);
            assertTrue(socket.getKeepAlive());
            socket.setOOBInline(true);
            assertTrue(socket.getOOBInline());
            pair.other().socket().sendUrgentData(5);
            assertEquals(5, socket.getInputStream().read());
            socket.shutdownInput();
            assertTrue(socket.isInputShutdown());
            socket.close();
            assertFalse(pair.one().isOpen());
            assertEquals(
                    "Socket is closed",
                    assertThrows(SocketException.class, socket::getTcpNoDelay).getMessage());
        }
        var fresh = rig.provider.openSocketChannel().socket();
        assertNull(fresh.getInetAddress());
        assertEquals(-1, fresh.getLocalPort());
        assertThrows(SocketException.class, fresh::getInputStream);
        assertThrows(
                UnknownHostException.class,
                () -> fresh.connect(java.net.InetSocketAddress.createUnresolved("nowhere", 1)));
    }
}
