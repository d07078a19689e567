package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static io.epoll4j.nio.Rig.text;
import static java.net.StandardProtocolFamily.UNIX;
import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unix-domain channels.
@Timeout(60)
class UnixDomainTest {
    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try") // closed before it is closed again
    void theySpeakByPaths(On on) throws Exception {
        var rig = on.rig();
        try (var listener = rig.provider.openServerSocketChannel(UNIX).bind(null);
                var client = rig.provider.openSocketChannel(UNIX);
                var selector = rig.provider.openSelector()) {
            var address = (UnixDomainSocketAddress) listener.getLocalAddress();
            try {
                assertTrue(client.connect(address));
                assertEquals(address, client.getRemoteAddress());
                assertEquals(UnixDomainSocketAddress.of(""), client.getLocalAddress());
                try (var server = listener.accept()) {
                    assertEquals(UnixDomainSocketAddress.of(""), server.getRemoteAddress());
                    assertEquals(address, server.getLocalAddress());
                    server.configureBlocking(false);
                    server.register(selector, OP_READ);
                    client.write(bytes("hello"));
                    assertEquals(1, selector.select());
                    var into = ByteBuffer.allocate(10);
                    server.read(into);
                    assertEquals("hello", text(into));
                    selector.selectedKeys().clear();
                    assertEquals(0, selector.selectNow());
                    client.close();
                    assertEquals(1, selector.select());
                    assertEquals(-1, server.read(into));
                }
            } finally {
                Files.deleteIfExists(address.getPath());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsTakenOnce(On on) throws Exception {
        var rig = on.rig();
        try (var one = rig.provider.openServerSocketChannel(UNIX).bind(null);
                var other = rig.provider.openServerSocketChannel(UNIX)) {
            var address = (UnixDomainSocketAddress) one.getLocalAddress();
            try {
                assertThrows(BindException.class, () -> other.bind(address));
            } finally {
                Files.deleteIfExists(address.getPath());
            }
            try (var client = rig.provider.openSocketChannel(UNIX)) {
                client.bind(null);
                assertThrows(AlreadyBoundException.class, () -> client.bind(address));
            }
            assertThrows(UnsupportedAddressTypeException.class, () -> other.bind(Rig.loopback(0)));
            assertThrows(UnsupportedOperationException.class, other::socket);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneKnowsWhoIsAtTheOtherEnd(On on) throws Exception {
        var rig = on.rig();
        try (var listener = rig.provider.openServerSocketChannel(UNIX).bind(null);
                var client = rig.provider.openSocketChannel(UNIX)) {
            var address = (UnixDomainSocketAddress) listener.getLocalAddress();
            try {
                client.connect(address);
                var peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
                var root = Files.getOwner(Path.of("/"));
                var expected = on == On.LINUX ? Files.getOwner(address.getPath()) : root;
                assertEquals(expected, peer.user());
                assertThrows(
                        SocketException.class,
                        () -> client.setOption(ExtendedSocketOptions.SO_PEERCRED, peer));
            } finally {
                Files.deleteIfExists(address.getPath());
            }
        }
    }
}
