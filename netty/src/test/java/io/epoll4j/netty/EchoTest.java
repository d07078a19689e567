package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.netty.Site.On;
import io.epoll4j.sys.LinuxKernel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.WriteBufferWaterMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Bytes go there and back, in buffers of all kinds, from files, and against pressure.
@ParameterizedClass
@EnumSource(On.class)
class EchoTest {
    private static final int SIZE = 1 << 20;

    private final On on;
    private Site site;
    private Channel server;

    EchoTest(On on) {
        this.on = on;
    }

    @BeforeEach
    void start() throws Exception {
        site = new Site(on);
        server = site.serve(Echo::new);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(4711).nextBytes(bytes);
        return bytes;
    }

    @Test
    void buffersOfAllKinds() throws Exception {
        List<ByteBufAllocator> allocators =
                List.of(
                        ByteBufAllocator.DEFAULT,
                        PooledByteBufAllocator.DEFAULT,
                        new UnpooledByteBufAllocator(false),
                        new UnpooledByteBufAllocator(true));
        List<Function<ByteBufAllocator, ByteBuf>> kinds =
                List.of(
                        ByteBufAllocator::heapBuffer,
                        ByteBufAllocator::directBuffer,
                        EchoTest::pieces);
        byte[] sent = random(100_000);
        for (var allocator : allocators) {
            for (var kind : kinds) {
                var heard = new Heard();
                var connecting = site.connecting(heard).option(ChannelOption.ALLOCATOR, allocator);
                var channel = Site.await(connecting.connect(server.localAddress())).channel();
                Site.await(channel.writeAndFlush(kind.apply(allocator).writeBytes(sent)));
                assertArrayEquals(sent, heard.await(sent.length));
                Site.await(channel.close());
            }
        }
    }

    /// Direct pieces and one on the heap.
    private static CompositeByteBuf pieces(ByteBufAllocator all) {
        var composite = all.compositeDirectBuffer();
        for (int i = 0; i < 5; i++) composite.addComponent(all.directBuffer(7));
        return composite.addComponent(all.heapBuffer(9));
    }

    @Test
    void manyMessagesInOneFlush() throws Exception {
        var heard = new Heard();
        var channel = site.connect(server, heard);
        var expected = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            expected.append("message ").append(i).append('\n');
            channel.write(Unpooled.copiedBuffer("message " + i + "\n", UTF_8));
            if (i % 100 == 0) channel.write(Unpooled.EMPTY_BUFFER);
        }
        channel.flush();
        assertEquals(expected.toString(), heard.text(expected.length()));
    }

    @Test
    void moreThanTheKernelTakesAtOnce() throws Exception {
        var heard = new Heard();
        var channel = site.connect(server, heard);
        byte[] sent = random(16 * SIZE);
        Site.await(channel.writeAndFlush(Unpooled.wrappedBuffer(sent)));
        assertArrayEquals(sent, heard.await(sent.length));
    }

    @Test
    void nothingIsReadWithoutAutoRead() throws Exception {
        var heard = new Heard();
        var connecting = site.connecting(heard).option(ChannelOption.AUTO_READ, false);
        var channel = Site.await(connecting.connect(server.localAddress())).channel();
        Site.await(channel.writeAndFlush(Unpooled.copiedBuffer("one", UTF_8)));
        // The echo is on its way or here; two turns of the loop would have read it.
        for (int i = 0; i < 2; i++) Site.await(channel.eventLoop().submit(() -> {}));
        assertEquals(0, heard.length());
        channel.read();
        assertEquals("one", heard.text(3));
        channel.config().setAutoRead(true);
        Site.await(channel.writeAndFlush(Unpooled.copiedBuffer("two", UTF_8)));
        assertEquals("onetwo", heard.text(6));
        // On the loop: from outside, a read that is pending already may still come.
        Site.await(channel.eventLoop().submit(() -> channel.config().setAutoRead(false)));
        Site.await(channel.writeAndFlush(Unpooled.copiedBuffer("three", UTF_8)));
        for (int i = 0; i < 2; i++) Site.await(channel.eventLoop().submit(() -> {}));
        assertEquals(6, heard.length());
        channel.read();
        assertEquals("onetwothree", heard.text(11));
    }

    @Test
    void waterMarks() throws Exception {
        var silent = site.serving(Heard::new).childOption(ChannelOption.AUTO_READ, false);
        var listener = Site.await(silent.bind(Site.loopback(0))).channel();
        var marks = new WriteBufferWaterMark(1000, 2000);
        var connecting =
                site.connecting(new Heard()).option(ChannelOption.WRITE_BUFFER_WATER_MARK, marks);
        var channel = Site.await(connecting.connect(listener.localAddress())).channel();
        assertTrue(channel.isWritable());
        for (int i = 0; channel.isWritable(); i++) {
            assertTrue(i < 1000, "it takes everything");
            channel.writeAndFlush(Unpooled.wrappedBuffer(random(SIZE)));
            Site.await(channel.eventLoop().submit(() -> {}));
        }
        assertFalse(channel.isWritable());
    }

    @Test
    void partsOfFiles(@TempDir Path folder) throws Exception {
        byte[] content = random(3 * SIZE);
        var file = Files.write(folder.resolve("file"), content);
        int count = 2 * SIZE + 17;
        byte[] part = Arrays.copyOfRange(content, 5, 5 + count);
        var heard = new Heard();
        var channel = site.connect(server, heard);
        Site.await(channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 5, count)));
        assertArrayEquals(part, heard.await(count));
        if (!(site.kernel() instanceof LinuxKernel linux)) return;
        var again = new Heard();
        var second = site.connect(server, again);
        FileRegion region = KernelFileRegion.open(linux, file, 5, count);
        Site.await(second.writeAndFlush(region));
        assertArrayEquals(part, again.await(count));
        assertEquals(0, region.refCnt());
        var tooLong = KernelFileRegion.open(linux, file, 0, content.length + 1);
        var failed = second.writeAndFlush(tooLong);
        assertTrue(failed.await(Site.PATIENCE, TimeUnit.SECONDS));
        assertNotNull(failed.cause());
    }

    @Test
    void addresses() throws Exception {
        var channel = site.connect(server, new Heard());
        assertEquals(server.localAddress(), channel.remoteAddress());
        var local = channel.localAddress();
        Site.await(channel.close());
        assertEquals(local, channel.localAddress());
        assertFalse(channel.isActive());
        assertFalse(channel.isOpen());
    }
}
