package io.epoll4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.epoll4j.sys.SocketFlags;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is set is what the kernel has, and what is asked is what it says.
class OptionsTest {
    private static final Map<ChannelOption<?>, Object> TCP = new LinkedHashMap<>();

    static {
        TCP.put(ChannelOption.TCP_NODELAY, false);
        TCP.put(ChannelOption.SO_KEEPALIVE, true);
        TCP.put(ChannelOption.SO_REUSEADDR, true);
        TCP.put(ChannelOption.SO_LINGER, 3);
        TCP.put(ChannelOption.IP_TOS, 8);
        TCP.put(ChannelOption.ALLOW_HALF_CLOSURE, true);
        TCP.put(ChannelOption.TCP_FASTOPEN_CONNECT, true);
        TCP.put(KernelChannelOption.SO_REUSEPORT, true);
        TCP.put(KernelChannelOption.TCP_CORK, true);
        TCP.put(KernelChannelOption.TCP_KEEPIDLE, 33);
        TCP.put(KernelChannelOption.TCP_KEEPINTVL, 11);
        TCP.put(KernelChannelOption.TCP_KEEPCNT, 4);
        TCP.put(KernelChannelOption.TCP_USER_TIMEOUT, 12_345);
        TCP.put(KernelChannelOption.TCP_NOTSENT_LOWAT, 4_000_000_000L);
    }

    @SuppressWarnings("unchecked")
    private static void setsAndGets(Channel channel, Map<ChannelOption<?>, Object> values) {
        values.forEach((option, value) -> {
            assertTrue(
                    channel.config().setOption((ChannelOption<Object>) option, value),
                    option.name());
            assertEquals(value, channel.config().getOption(option), option.name());
            assertEquals(value, channel.config().getOptions().get(option), option.name());
        });
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void ofConnections(On on) throws Exception {
        var channel =
                new KernelSocketChannel(KernelTransport.of(on.kernel()), SocketProtocolFamily.INET);
        assertTrue(channel.config().isTcpNoDelay());
        setsAndGets(channel, TCP);
        channel.config().setSendBufferSize(20_000).setReceiveBufferSize(30_000);
        assertTrue(channel.config().getSendBufferSize() >= 20_000);
        assertTrue(channel.config().getReceiveBufferSize() >= 30_000);
        assertEquals(3, channel.config().getSoLinger());
        channel.config().setSoLinger(-1);
        assertEquals(-1, channel.config().getSoLinger());
        channel.fd().close();
        assertThrows(ChannelException.class, () -> channel.config().setKeepAlive(true));
        assertThrows(ChannelException.class, () -> channel.config().isKeepAlive());
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void ofListeners(On on) throws Exception {
        var channel = new KernelServerSocketChannel(on.kernel());
        assertTrue(channel.config().isReuseAddress());
        setsAndGets(
                channel,
                Map.of(
                        ChannelOption.SO_BACKLOG, 7,
                        KernelChannelOption.SO_REUSEPORT, true,
                        KernelChannelOption.IP_FREEBIND, true,
                        ChannelOption.TCP_FASTOPEN, 5,
                        KernelChannelOption.EPOLL_EXCLUSIVE, true));
        assertThrows(IllegalArgumentException.class, () -> channel.config().setBacklog(-1));
        channel.fd().close();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void ofDatagrams(On on) throws Exception {
        var channel =
                new KernelDatagramChannel(
                        KernelTransport.of(on.kernel()), SocketProtocolFamily.INET);
        setsAndGets(
                channel,
                Map.of(
                        ChannelOption.SO_BROADCAST, true,
                        ChannelOption.SO_REUSEADDR, true,
                        KernelChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 512));
        if (on == On.LINUX) { // the kernel inside the JVM has no multicast
            setsAndGets(
                    channel,
                    Map.of(
                            ChannelOption.IP_MULTICAST_TTL, 5,
                            ChannelOption.IP_MULTICAST_LOOP_DISABLED, true,
                            KernelChannelOption.IP_MULTICAST_ALL, false));
        }
        channel.fd().close();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void anyOtherByItsNumber(On on) throws Exception {
        var channel = new KernelSocketChannel(on.kernel());
        var keepAlive =
                new IntegerUnixChannelOption(
                        "test.keepAlive", SocketFlags.SOL_SOCKET, SocketFlags.SO_KEEPALIVE);
        assertTrue(channel.config().setOption(keepAlive, 1));
        assertEquals(1, channel.config().getOption(keepAlive));
        assertTrue(channel.config().isKeepAlive());
        var linger =
                new RawUnixChannelOption(
                        "test.linger", SocketFlags.SOL_SOCKET, SocketFlags.SO_LINGER, 8);
        var pair = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(1).putInt(9).flip();
        assertTrue(channel.config().setOption(linger, pair));
        assertEquals(9, channel.config().getSoLinger());
        assertEquals(pair, channel.config().getOption(linger));
        assertFalse(channel.config().setOption(ChannelOption.SO_BACKLOG, 1));
        channel.fd().close();
    }

    /// A program that was written for Netty's epoll transport sets the very same objects.
    @Test
    void namesOfNettysEpoll() {
        assertEquals(
                KernelChannelOption.TCP_CORK,
                ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_CORK"));
        assertNotNull(KernelChannelOption.SO_REUSEPORT);
    }
}
