package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.netty.Site.On;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.UnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Unix-domain streams: names of both kinds, bytes, and descriptors.
@ParameterizedClass
@EnumSource(On.class)
class DomainSocketTest {
    private final On on;
    private Site site;

    DomainSocketTest(On on) {
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

    private Channel serve(SocketAddress at, ChannelHandler handler, DomainSocketReadMode mode)
            throws Exception {
        var serving =
                new ServerBootstrap()
                        .group(site.group)
                        .channelFactory(site.transport.serverDomainSocketChannel())
                        .childOption(UnixChannelOption.DOMAIN_SOCKET_READ_MODE, mode)
                        .childHandler(handler);
        return Site.await(serving.bind(at)).channel();
    }

    private KernelDomainSocketChannel connect(SocketAddress to, ChannelHandler handler)
            throws Exception {
        var connecting =
                new Bootstrap()
                        .group(site.group)
                        .channelFactory(site.transport.domainSocketChannel())
                        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .handler(handler);
        return (KernelDomainSocketChannel) Site.await(connecting.connect(to)).channel();
    }

    private static SocketAddress unnamed() {
        return new DomainSocketAddress("\0epoll4j-netty-" + System.nanoTime());
    }

    @Test
    void bytesThroughAPathAndAnAbstractName(@TempDir Path folder) throws Exception {
        if (on == On.JVM) ((JvmKernel) site.kernel()).mkdir("/tmp");
        String path = on == On.JVM ? "/tmp/s" : folder.resolve("s").toString();
        for (var at : new SocketAddress[] {new DomainSocketAddress(path), unnamed()}) {
            var server = serve(at, new Echo(), DomainSocketReadMode.BYTES);
            assertEquals(at, server.localAddress());
            var heard = new Heard();
            var client = connect(at, heard);
            assertEquals(at, client.remoteAddress());
            Site.await(client.writeAndFlush(Unpooled.copiedBuffer("through " + path, UTF_8)));
            assertEquals("through " + path, heard.text(8 + path.length()));
            assertEquals(ProcessHandle.current().pid(), client.peerCredentials().pid());
            Site.await(client.close());
            Site.await(server.close());
        }
    }

    @Test
    void addressesOfTheJdk(@TempDir Path folder) throws Exception {
        if (on == On.JVM) return; // its paths are not those of the file system
        var at = UnixDomainSocketAddress.of(folder.resolve("jdk"));
        serve(at, new Echo(), DomainSocketReadMode.BYTES);
        var heard = new Heard();
        var client = connect(at, heard);
        Site.await(client.writeAndFlush(Unpooled.copiedBuffer("jdk", UTF_8)));
        assertEquals("jdk", heard.text(3));
        assertTrue(client.isActive());
    }

    /// A pipe goes over: what is written into the sender's end comes out of the receiver's.
    @Test
    void descriptors() throws Exception {
        var at = unnamed();
        var heard = new Heard();
        serve(at, heard, DomainSocketReadMode.FILE_DESCRIPTORS);
        var client = connect(at, new Heard());
        var kernel = site.kernel();
        int[] pipe = new int[2];
        assertEquals(0, kernel.pipe2(pipe, 0));
        var sent = new KernelDescriptor(kernel, pipe[0]);
        Site.await(client.writeAndFlush(sent));
        var received = heard.next(KernelDescriptor.class);
        assertFalse(received.equals(sent));
        sent.close();
        try (var arena = Arena.ofConfined()) {
            var byteOut = arena.allocateFrom("x");
            assertEquals(1, kernel.write(pipe[1], byteOut, 0, 1));
            var byteIn = arena.allocate(1);
            assertEquals(1, kernel.read(received.intValue(), byteIn, 0, 1));
            assertEquals('x', byteIn.get(ValueLayout.JAVA_BYTE, 0));
        }
        received.close();
        assertFalse(received.isOpen());
        assertEquals(0, kernel.close(pipe[1]));
        Site.await(client.close());
        heard.nextIs("inactive");
    }
}
