package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes wrong comes as the exceptions that Netty's users catch.
@ParameterizedClass
@EnumSource(On.class)
class FailuresTest {
    private final On on;
    private Site site;

    FailuresTest(On on) {
        this.on = on;
    }

    @BeforeEach
    void start() {
        site = new Site(on);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void refused() throws Exception {
        var server = site.serve(Echo::new);
        var nowhere = server.localAddress();
        Site.await(server.close());
        var connecting = site.connecting(new Heard());
        var refused =
                assertThrows(ConnectException.class, () -> Site.await(connecting.connect(nowhere)));
        assertTrue(refused.getMessage().contains("ECONNREFUSED"), refused.getMessage());
        assertTrue(refused.getMessage().contains(nowhere.toString()), refused.getMessage());
    }

    @Test
    void alreadyInUse() throws Exception {
        var server = site.serve(Echo::new);
        var second = site.serving(Echo::new);
        assertThrows(BindException.class, () -> Site.await(second.bind(server.localAddress())));
    }

    @Test
    void reset() throws Exception {
        var heard = new Heard();
        var server = site.serve(() -> heard);
        var client = site.connect(server, new Heard());
        heard.nextIs("active");
        client.config().setOption(ChannelOption.SO_LINGER, 0);
        Site.await(client.close());
        var cause = heard.next(Throwable.class);
        assertInstanceOf(SocketException.class, cause);
        assertTrue(cause.getMessage().contains("connection reset by peer"), cause.getMessage());
        heard.nextIs("inactive");
    }

    @Test
    void closed() throws Exception {
        var server = site.serve(Echo::new);
        var client = site.connect(server, new Heard());
        Site.await(client.close());
        var late = client.writeAndFlush(Unpooled.copiedBuffer("late", UTF_8));
        assertThrows(ClosedChannelException.class, () -> Site.await(late));
        assertFalse(client.isOpen());
        assertEquals(-1, ((KernelChannel) client).handle().fd());
    }

    /// A listener whose queue is full answers nothing.
    @Test
    void tooLate() throws Exception {
        var listening = site.serving(Echo::new).option(ChannelOption.AUTO_READ, false);
        var server =
                Site.await(listening.option(ChannelOption.SO_BACKLOG, 0).bind(Site.loopback(0)))
                        .channel();
        var late =
                assertThrows(
                        ConnectTimeoutException.class,
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                var one =
                                        site.connecting(new Heard())
                                                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 100);
                                Site.await(one.connect(server.localAddress()));
                            }
                        });
        assertTrue(late.getMessage().contains("within 100 ms"), late.getMessage());
    }

    @Test
    void cancelled() throws Exception {
        var server = site.serve(Echo::new);
        var connecting = site.connecting(new Heard()).connect(server.localAddress());
        if (connecting.cancel(false)) {
            assertTrue(connecting.channel().closeFuture().await(Site.PATIENCE, TimeUnit.SECONDS));
        } else Site.await(connecting);
    }

    @Test
    void addressesThatCannotBe() throws Exception {
        var unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        var channel = new KernelSocketChannel(site.kernel());
        Site.await(site.group.register(channel));
        assertThrows(
                UnresolvedAddressException.class, () -> Site.await(channel.connect(unresolved)));
        var other = new KernelSocketChannel(site.kernel());
        Site.await(site.group.register(other));
        var unix = new DomainSocketAddress("/x");
        assertThrows(UnsupportedAddressTypeException.class, () -> Site.await(other.connect(unix)));
    }

    @Test
    void messagesOfOtherTypes() throws Exception {
        var client = site.connect(site.serve(Echo::new), new Heard());
        var wrong = client.writeAndFlush("a string");
        var told = assertThrows(UnsupportedOperationException.class, () -> Site.await(wrong));
        assertTrue(told.getMessage().contains("encoder"), told.getMessage());
        assertTrue(client.isActive());
    }
}
