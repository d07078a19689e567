package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.epoll4j.sim.Here;
import io.epoll4j.sim.World;
import io.epoll4j.sys.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// java.nio's programs on machines of a world: a server with a selector, and clients that block.
@Timeout(120)
class WorldTest {
    private static final int PORT = 7;
    private static final int WORDS = 10;

    private static void serve(Kernel kernel) throws IOException {
        var provider = KernelSelectorProvider.on(kernel);
        try (var listener = provider.openServerSocketChannel();
                Selector selector = provider.openSelector()) {
            listener.bind(new InetSocketAddress(PORT)).configureBlocking(false);
            listener.register(selector, OP_ACCEPT);
            for (; ; ) selector.select(key -> serve(key, selector));
        }
    }

    private static void serve(SelectionKey key, Selector selector) {
        try {
            if (key.isAcceptable()) {
                var peer = ((ServerSocketChannel) key.channel()).accept();
                if (peer != null) peer.configureBlocking(false).register(selector, OP_READ);
            } else {
                echo((SocketChannel) key.channel());
            }
        } catch (IOException failed) {
            key.cancel();
        }
    }

    private static void echo(SocketChannel peer) throws IOException {
        var buffer = ByteBuffer.allocate(100);
        if (peer.read(buffer) < 0) peer.close();
        else peer.write(buffer.flip());
    }

    /// Says words by channels and reads them as a socket's stream, with a time-out.
    private static void ask(Here on, List<String> heard) throws IOException {
        var server = new InetSocketAddress(on.resolve("server", PORT).address(), PORT);
        try (var channel = KernelSelectorProvider.on(on.kernel()).openSocketChannel()) {
            channel.socket().connect(server, 60_000);
            channel.socket().setSoTimeout(250);
            var in =
                    new BufferedReader(
                            new InputStreamReader(channel.socket().getInputStream(), UTF_8));
            for (int i = 0; i < WORDS; i++) {
                channel.write(bytes("word " + i + "\n"));
                heard.add(patiently(on, in));
            }
        }
    }

    private static String patiently(Here on, BufferedReader in) throws IOException {
        for (; ; ) {
            try {
                return in.readLine();
            } catch (SocketTimeoutException late) {
                on.log("waits on");
            }
        }
    }

    private static long hashOf(long seed) {
        long[] hash = new long[1];
        World.forSeed(
                seed,
                world -> {
                    var heard = new ArrayList<String>();
                    world.machine("server").run(on -> serve(on.kernel()));
                    world.machine("one").run(on -> ask(on, heard));
                    world.machine("two").run(on -> ask(on, heard));
                    world.network().latency(ofMillis(1), ofMillis(50)).loss(0.05);
                    world.run(ofMinutes(5));
                    assertEquals(2 * WORDS, heard.size());
                    hash[0] = world.trace().hash();
                });
        return hash[0];
    }

    @Test
    void aSeedIsAWorld() {
        for (long seed = 1; seed <= 10; seed++) assertEquals(hashOf(seed), hashOf(seed));
        assertNotEquals(hashOf(1), hashOf(2));
    }
}
