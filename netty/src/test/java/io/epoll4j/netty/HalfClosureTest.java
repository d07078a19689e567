package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.ForwardingKernel;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One direction ends before the other.
class HalfClosureTest {
    @ParameterizedTest
    @EnumSource(On.class)
    void anAnswerAfterTheQuestionsEnd(On on) throws Exception {
        try (var site = new Site(on)) {
            var asked = new Heard();
            var serving =
                    site.serving(() -> asked).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            var children = Site.<SocketChannel>queue();
            serving.handler(new Accepted(children));
            var server = Site.await(serving.bind(Site.loopback(0))).channel();
            var answered = new Heard();
            var client = (SocketChannel) site.connect(server, answered);
            var child = Site.take(children);

            Site.await(client.writeAndFlush(Unpooled.copiedBuffer("question", UTF_8)));
            Site.await(client.shutdownOutput());
            assertTrue(client.isOutputShutdown());
            var late = client.writeAndFlush(Unpooled.copiedBuffer("more", UTF_8));
            assertTrue(late.await(Site.PATIENCE, TimeUnit.SECONDS));
            assertInstanceOf(
                    IOException.class, late.cause()); // closed, as on all of Netty's transports

            asked.nextIs(ChannelInputShutdownEvent.INSTANCE);
            asked.nextIs(ChannelInputShutdownReadComplete.INSTANCE);
            assertEquals("question", asked.text(8));
            assertTrue(child.isInputShutdown());
            assertFalse(child.isOutputShutdown());
            assertTrue(child.isActive());

            Site.await(child.writeAndFlush(Unpooled.copiedBuffer("answer", UTF_8)));
            assertEquals("answer", answered.text(6));
            Site.await(child.shutdownOutput());
            assertTrue(child.isShutdown());
            answered.nextIs("inactive"); // both ways have ended: without half-closure it is closed
            Site.await(child.close());
            asked.nextIs("inactive");
        }
    }

    /// Both directions have ended and the channel stays open: epoll would tell EPOLLHUP for ever.
    @ParameterizedTest
    @EnumSource(On.class)
    void nobodySpinsWhenBothHaveEnded(On on) throws Exception {
        var waits = new AtomicInteger();
        var counting =
                new ForwardingKernel(on.kernel()) {
                    @Override
                    public int epollWait(int epfd, EpollEvents events, int max, int millis) {
                        waits.incrementAndGet();
                        return super.epollWait(epfd, events, max, millis);
                    }
                };
        try (var site = new Site(counting, 1)) {
            var asked = new Heard();
            var serving =
                    site.serving(() -> asked).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            var children = Site.<SocketChannel>queue();
            serving.handler(new Accepted(children));
            var server = Site.await(serving.bind(Site.loopback(0))).channel();
            var client = (SocketChannel) site.connect(server, new Heard());
            var child = Site.take(children);
            Site.await(client.close());
            asked.nextIs(ChannelInputShutdownReadComplete.INSTANCE);
            Site.await(child.shutdownOutput());
            Site.await(child.eventLoop().schedule(() -> {}, 50, TimeUnit.MILLISECONDS));
            int before = waits.get();
            Site.await(child.eventLoop().schedule(() -> {}, 50, TimeUnit.MILLISECONDS));
            assertTrue(waits.get() - before < 10, () -> (waits.get() - before) + " turns in 50 ms");
        }
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void anEndIsToldWithoutReading(On on) throws Exception {
        try (var site = new Site(on)) {
            var heard = new Heard();
            var serving = site.serving(() -> heard).childOption(ChannelOption.AUTO_READ, false);
            var server = Site.await(serving.bind(Site.loopback(0))).channel();
            var client = site.connect(server, new Heard());
            heard.nextIs("active");
            Site.await(client.writeAndFlush(Unpooled.copiedBuffer("bye", UTF_8)));
            Site.await(client.close());
            heard.nextIs("inactive");
            assertEquals("bye", heard.text(3));
        }
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void shutByOneself(On on) throws Exception {
        try (var site = new Site(on)) {
            var server = site.serve(Heard::new);
            var client = (SocketChannel) site.connect(server, new Heard());
            Site.await(client.shutdownInput());
            assertTrue(client.isInputShutdown());
            assertFalse(client.isOutputShutdown());
            Site.await(client.writeAndFlush(Unpooled.copiedBuffer("still", UTF_8)));
            Site.await(client.shutdown());
            assertTrue(client.isShutdown());
            Site.await(client.shutdownInput()); // once more does nothing
        }
    }

    /// Of such a connection Linux says ENOTCONN.
    @ParameterizedTest
    @EnumSource(On.class)
    void shutOnceBothHaveEnded(On on) throws Exception {
        try (var site = new Site(on)) {
            var server = site.serve(Heard::new);
            var heard = new Heard();
            var connecting = site.connecting(heard).option(ChannelOption.ALLOW_HALF_CLOSURE, true);
            var client =
                    (SocketChannel) Site.await(connecting.connect(server.localAddress())).channel();
            Site.await(client.shutdownOutput());
            heard.nextIs(ChannelInputShutdownReadComplete.INSTANCE); // the server has closed
            Site.await(client.shutdownInput());
            Site.await(client.close());
        }
    }
}
