package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static io.epoll4j.nio.Rig.direct;
import static io.epoll4j.nio.Rig.loopback;
import static io.epoll4j.nio.Rig.text;
import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Datagrams, by the channel and by its `socket()`.
@Timeout(60)
class DatagramChannelTest {
    private static DatagramChannel bound(Rig rig) throws Exception {
        return rig.provider.openDatagramChannel().bind(loopback(0));
    }

    @ParameterizedTest
    @EnumSource
    void datagramsKeepTheirBoundsAndSenders(On on) throws Exception {
        var rig = on.rig();
        try (var one = bound(rig);
                var other = bound(rig)) {
            assertEquals(4, one.send(bytes("heap"), other.getLocalAddress()));
            assertEquals(6, one.send(direct("direct"), other.getLocalAddress()));
            assertEquals(0, one.send(bytes(""), other.getLocalAddress()));
            var into = ByteBuffer.allocate(5);
            var sender = other.receive(into);
            assertEquals(one.getLocalAddress(), sender);
            assertEquals("heap", text(into));
            assertSame(sender, other.receive(into.clear()), "the same is not made twice");
            assertEquals("direc", text(into));
            assertEquals(sender, other.receive(into.clear()));
            assertEquals("", text(into));
            other.configureBlocking(false);
            assertNull(other.receive(into));
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectedOnesHearTheirPeerOnly(On on) throws Exception {
        var rig = on.rig();
        try (var one = bound(rig);
                var other = bound(rig);
                var third = bound(rig)) {
            assertThrows(NotYetConnectedException.class, () -> one.write(bytes("x")));
            third.send(bytes("early"), one.getLocalAddress());
            one.connect(other.getLocalAddress());
            other.connect(one.getLocalAddress());
            third.send(bytes("late"), one.getLocalAddress());
            assertEquals(3, other.write(new ByteBuffer[] {bytes("a"), bytes("bc")}));
            var first = ByteBuffer.allocate(1);
            var rest = ByteBuffer.allocate(9);
            assertEquals(3, one.read(new ByteBuffer[] {first, rest}));
            assertEquals("a", text(first));
            assertEquals("bc", text(rest));
            assertThrows(
                    AlreadyConnectedException.class,
                    () -> one.send(bytes("x"), third.getLocalAddress()));
            var before = one.getLocalAddress();
            one.disconnect();
            assertEquals(before, one.getLocalAddress());
            third.send(bytes("again"), before);
            assertEquals(third.getLocalAddress(), one.receive(rest.clear()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPortThatNobodyHasIsUnreachable(On on) throws Exception {
        var rig = on.rig();
        InetSocketAddress nobody;
        try (var gone = bound(rig)) {
            nobody = (InetSocketAddress) gone.getLocalAddress();
        }
        try (var one = bound(rig)) {
            one.connect(nobody);
            one.write(bytes("x"));
            assertThrows(PortUnreachableException.class, () -> one.read(ByteBuffer.allocate(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void selectorsTellOfEveryDatagram(On on) throws Exception {
        var rig = on.rig();
        try (var one = bound(rig);
                var other = bound(rig);
                var selector = rig.provider.openSelector()) {
            other.configureBlocking(false);
            other.register(selector, OP_READ);
            one.send(bytes("1"), other.getLocalAddress());
            one.send(bytes("2"), other.getLocalAddress());
            for (int i = 0; i < 2; i++) {
                assertEquals(1, selector.select());
                selector.selectedKeys().clear();
                other.receive(ByteBuffer.allocate(10));
            }
            assertEquals(0, selector.selectNow());
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsTheWait(On on) throws Exception {
        var rig = on.rig();
        var one = bound(rig);
        var reader =
                rig.startWaiting(() ->
                        assertThrows(
                                AsynchronousCloseException.class,
                                () -> one.receive(ByteBuffer.allocate(1))));
        one.close();
        reader.result();
        assertFalse(one.isOpen());
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try") // closed before it is closed again
    void packetsHaveTheirRoomAndTimeOut(On on) throws Exception {
        var rig = on.rig();
        try (var one = bound(rig).socket();
                var other = bound(rig).socket()) {
            var packet = new DatagramPacket(new byte[10], 10, other.getLocalSocketAddress());
            one.send(packet);
            packet.setLength(3);
            one.send(packet);
            one.send(new DatagramPacket(new byte[20], 20, other.getLocalSocketAddress()));
            var got = new DatagramPacket(new byte[100], 15);
            for (int expected : new int[] {10, 3, 15}) {
                other.receive(got);
                assertEquals(expected, got.getLength());
                assertEquals(one.getLocalSocketAddress(), got.getSocketAddress());
            }
            other.setSoTimeout(5);
            assertThrows(SocketTimeoutException.class, () -> other.receive(got));
            other.close();
            assertEquals(
                    "Socket closed",
                    assertThrows(SocketException.class, () -> other.receive(got)).getMessage());
        }
    }

    @Test
    void groupsAreJoinedOnLinux() throws Exception {
        var lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        var group = InetAddress.getByName("239.1.2.3");
        try (var one = On.LINUX.rig().provider.openDatagramChannel()) {
            var key = one.join(group, lo);
            assertSame(key, one.join(group, lo));
            key.block(InetAddress.getByName("10.0.0.1")).unblock(InetAddress.getByName("10.0.0.1"));
            key.drop();
            assertFalse(key.isValid());
            assertTrue(one.join(group, lo, InetAddress.getByName("10.0.0.1")).isValid());
            assertThrows(IllegalStateException.class, () -> one.join(group, lo));
        }
    }

    @Test
    void groupsInsideTheJvmAreRefused() throws Exception {
        var lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        try (var one = On.JVM.rig().provider.openDatagramChannel()) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> one.join(InetAddress.getByName("239.1.2.3"), lo));
        }
    }
}
