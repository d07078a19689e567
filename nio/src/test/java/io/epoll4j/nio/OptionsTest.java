package io.epoll4j.nio;

import static java.net.StandardSocketOptions.IP_MULTICAST_IF;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_SNDBUF;
import static jdk.net.ExtendedSocketOptions.SO_INCOMING_NAPI_ID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every option that a kind of channel names can be read, and set to what it is.
@Timeout(60)
class OptionsTest {
    @ParameterizedTest
    @EnumSource
    void allCanBeReadAndSet(On on) throws Exception {
        var provider = on.rig().provider;
        try (var stream = provider.openSocketChannel();
                var listener = provider.openServerSocketChannel();
                var datagrams = provider.openDatagramChannel();
                var four = provider.openDatagramChannel(StandardProtocolFamily.INET)) {
            for (NetworkChannel channel : new NetworkChannel[] {stream, listener, datagrams, four})
                for (var option : channel.supportedOptions()) setToWhatItIs(channel, option);
        }
    }

    private static <T> void setToWhatItIs(NetworkChannel channel, SocketOption<T> option)
            throws IOException {
        T value = channel.getOption(option);
        if (option == SO_INCOMING_NAPI_ID || option == IP_MULTICAST_IF) return;
        channel.setOption(option, value);
        T after = channel.getOption(option);
        if (option != SO_RCVBUF && option != SO_SNDBUF) assertEquals(value, after, option.name());
    }

    @ParameterizedTest
    @EnumSource
    void theySayWhatTheJdksSay(On on) throws Exception {
        var provider = on.rig().provider;
        try (var mine = provider.openSocketChannel();
                var theirs = SocketChannel.open()) {
            assertEquals(names(theirs), names(mine));
            for (var option : mine.supportedOptions())
                if (option != SO_RCVBUF && option != SO_SNDBUF)
                    assertEquals(theirs.getOption(option), mine.getOption(option), option.name());
        }
        try (var mine = provider.openServerSocketChannel();
                var theirs = ServerSocketChannel.open()) {
            assertEquals(names(theirs), names(mine));
            assertTrue(mine.getOption(SO_REUSEADDR));
        }
        try (var mine = provider.openDatagramChannel();
                var theirs = DatagramChannel.open()) {
            assertEquals(names(theirs), names(mine));
        }
    }

    /// SO_OOBINLINE is the JDK's own, and only for its `socket()`.
    private static Set<String> names(NetworkChannel channel) {
        return channel.supportedOptions().stream()
                .map(SocketOption::name)
                .filter(name -> !name.equals("SO_OOBINLINE"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource
    void wrongValuesAreRefused(On on) throws Exception {
        var channel = on.rig().provider.openSocketChannel();
        assertThrows(IllegalArgumentException.class, () -> channel.setOption(SO_SNDBUF, -1));
        assertThrows(IllegalArgumentException.class, () -> channel.setOption(SO_SNDBUF, null));
        assertThrows(UnsupportedOperationException.class, () -> channel.getOption(IP_MULTICAST_IF));
        channel.setOption(SO_LINGER, 100_000);
        assertEquals(65535, channel.getOption(SO_LINGER));
        channel.close();
        assertThrows(ClosedChannelException.class, () -> channel.getOption(SO_LINGER));
    }

    @Test
    void multicastGoesOutWhereItIsTold() throws Exception {
        var lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        var provider = On.LINUX.rig().provider;
        for (var family :
                new StandardProtocolFamily[] {
                    StandardProtocolFamily.INET, StandardProtocolFamily.INET6
                })
            try (var channel = provider.openDatagramChannel(family)) {
                assertEquals(lo, channel.setOption(IP_MULTICAST_IF, lo).getOption(IP_MULTICAST_IF));
            }
    }
}
