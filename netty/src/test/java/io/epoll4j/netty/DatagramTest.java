package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// UDP, one by one and in batches, connected and not.
@ParameterizedClass
@EnumSource(On.class)
class DatagramTest {
    private final On on;
    private Site site;

    DatagramTest(On on) {
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

    private Bootstrap datagrams(ChannelHandler handler) {
        return new Bootstrap()
                .group(site.group)
                .channelFactory(site.transport.datagramChannel())
                .handler(handler);
    }

    private KernelDatagramChannel bind(ChannelHandler handler) throws Exception {
        return (KernelDatagramChannel)
                Site.await(datagrams(handler).bind(Site.loopback(0))).channel();
    }

    private static String text(DatagramPacket packet) {
        String text = packet.content().toString(UTF_8);
        packet.release();
        return text;
    }

    @Test
    void packetsOfAllKinds() throws Exception {
        var heard = new Heard();
        var receiver = bind(heard);
        var sender = bind(new Heard());
        var to = receiver.localAddress();
        Site.await(
                sender.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("heap", UTF_8), to)));
        var first = heard.next(DatagramPacket.class);
        assertEquals(sender.localAddress(), first.sender());
        assertEquals(receiver.localAddress(), first.recipient());
        assertEquals("heap", text(first));
        var direct = Unpooled.directBuffer().writeBytes("direct".getBytes(UTF_8));
        Site.await(sender.writeAndFlush(new DefaultAddressedEnvelope<>(direct, to)));
        assertEquals("direct", text(heard.next(DatagramPacket.class)));
        var pieces =
                Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer("two ", UTF_8),
                        Unpooled.copiedBuffer("pieces", UTF_8));
        Site.await(sender.writeAndFlush(new DatagramPacket(pieces, to)));
        assertEquals("two pieces", text(heard.next(DatagramPacket.class)));
        Site.await(sender.writeAndFlush(new DatagramPacket(Unpooled.EMPTY_BUFFER, to)));
        assertEquals("", text(heard.next(DatagramPacket.class)));
    }

    @Test
    void batches() throws Exception {
        var heard = new Heard();
        var receiving =
                datagrams(heard)
                        .option(KernelChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 100)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(1000));
        var receiver =
                (KernelDatagramChannel) Site.await(receiving.bind(Site.loopback(0))).channel();
        var sender = bind(new Heard());
        for (int i = 0; i < 150; i++) {
            var content = Unpooled.copiedBuffer("datagram " + i, UTF_8);
            sender.write(new DatagramPacket(content, receiver.localAddress()));
        }
        sender.flush();
        for (int i = 0; i < 150; i++) {
            var packet = heard.next(DatagramPacket.class);
            assertEquals(sender.localAddress(), packet.sender());
            assertEquals("datagram " + i, text(packet));
        }
    }

    @Test
    void connected() throws Exception {
        var heard = new Heard();
        var receiver = bind(heard);
        var answers = new Heard();
        var sender =
                (KernelDatagramChannel)
                        Site.await(datagrams(answers).connect(receiver.localAddress())).channel();
        assertTrue(sender.isConnected());
        assertEquals(receiver.localAddress(), sender.remoteAddress());
        Site.await(sender.writeAndFlush(Unpooled.copiedBuffer("to whom it is for", UTF_8)));
        var packet = heard.next(DatagramPacket.class);
        assertEquals(sender.localAddress(), packet.sender());
        assertEquals("to whom it is for", text(packet));
        int port = sender.localAddress().getPort();
        Site.await(sender.disconnect());
        assertEquals(port, sender.localAddress().getPort());
        assertFalse(sender.isConnected());
        assertNull(sender.remoteAddress());
    }

    @Test
    void nobodyListens() throws Exception {
        var gone = bind(new Heard());
        InetSocketAddress nowhere = gone.localAddress();
        Site.await(gone.close());
        var heard = new Heard();
        var sender = Site.await(datagrams(heard).connect(nowhere)).channel();
        Site.await(sender.writeAndFlush(Unpooled.copiedBuffer("anybody?", UTF_8)));
        assertInstanceOf(PortUnreachableException.class, heard.next(Throwable.class));
        assertTrue(sender.isOpen());
    }

    /// One that cannot be sent fails alone.
    @Test
    void aRefusalIsOneDatagrams() throws Exception {
        var heard = new Heard();
        var receiver = bind(heard);
        var sender = bind(new Heard());
        var to = receiver.localAddress();
        var before = sender.write(new DatagramPacket(Unpooled.copiedBuffer("before", UTF_8), to));
        var tooLong =
                sender.write(new DatagramPacket(Unpooled.wrappedBuffer(new byte[70_000]), to));
        var forNobody = sender.write(Unpooled.copiedBuffer("for nobody", UTF_8));
        var after = sender.write(new DatagramPacket(Unpooled.copiedBuffer("after", UTF_8), to));
        sender.flush();
        Site.await(before);
        Site.await(after);
        assertTrue(tooLong.await(Site.PATIENCE, TimeUnit.SECONDS));
        assertInstanceOf(SocketException.class, tooLong.cause());
        assertInstanceOf(NotYetConnectedException.class, forNobody.cause());
        assertEquals("before", text(heard.next(DatagramPacket.class)));
        assertEquals("after", text(heard.next(DatagramPacket.class)));
    }
}
