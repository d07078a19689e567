package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sim.World;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A Netty server and its client in a simulated world: losses, a partition, time-outs and retries.
class WorldTest {
    private static final int PORT = 7;
    private static final int QUESTIONS = 20;

    /// Answers each line with the same in capitals.
    private static void serve(KernelTransport transport, IoEventLoop loop) {
        new ServerBootstrap()
                .group(loop)
                .channelFactory(transport.serverSocketChannel())
                .childHandler(lines(Capitals::new))
                .bind(new InetSocketAddress(PORT));
    }

    private static final class Capitals extends SimpleChannelInboundHandler<String> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, String line) {
            context.writeAndFlush(line.toUpperCase(Locale.ROOT) + "\n");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static ChannelInitializer<Channel> lines(Supplier<ChannelHandler> last) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(
                                new ReadTimeoutHandler(2),
                                new LineBasedFrameDecoder(100),
                                new StringDecoder(UTF_8),
                                new StringEncoder(UTF_8),
                                last.get());
            }
        };
    }

    /// Asks one question after the other, each on a connection of its own, again and again until it
    /// is answered; then ends its loop.
    private record Client(
            KernelTransport transport,
            IoEventLoop loop,
            InetSocketAddress server,
            List<String> trace) {
        void ask(int number) {
            if (number == QUESTIONS) {
                loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
                return;
            }
            new Bootstrap()
                    .group(loop)
                    .channelFactory(transport.socketChannel())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 700)
                    .handler(lines(() -> new Answer(number)))
                    .connect(server)
                    .addListener((ChannelFuture done) -> connected(done, number));
        }

        private void connected(ChannelFuture done, int number) {
            if (done.isSuccess()) done.channel().writeAndFlush("question " + number + "\n");
            else {
                log(done.channel(), done.cause().getClass().getSimpleName());
                loop.schedule(() -> ask(number), 100, TimeUnit.MILLISECONDS);
            }
        }

        private void log(Channel channel, String what) {
            trace.add(now(transport.kernel()) + " " + channel.id() + " " + what);
        }

        private final class Answer extends SimpleChannelInboundHandler<String> {
            private final int number;
            private int next;

            Answer(int number) {
                this.number = number;
                next = number;
            }

            @Override
            protected void channelRead0(ChannelHandlerContext context, String line) {
                log(context.channel(), line);
                next = number + 1;
                context.close();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                log(context.channel(), cause.getClass().getSimpleName());
                context.close();
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                ask(next);
            }
        }
    }

    private static long now(Kernel kernel) {
        return kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
    }

    private static InetSocketAddress inet(SockAddr address) {
        return new InetSocketAddress(address.address(), address.port());
    }

    private static void happen(World world, List<String> trace) {
        var server =
                world.machine("server")
                        .run(on -> {
                            var transport = KernelTransport.numbered(on.kernel(), "server");
                            transport.run(loop -> serve(transport, loop));
                        });
        var client =
                world.machine("client")
                        .run(on -> {
                            var transport = KernelTransport.numbered(on.kernel(), "client");
                            var to = inet(on.resolve("server", PORT));
                            transport.run(loop -> new Client(transport, loop, to, trace).ask(0));
                        });
        world.network().latency(ofMillis(1), ofMillis(50)).loss(0.05);
        world.partition(server, client).from(ofMillis(500)).until(ofSeconds(4));
        world.run(ofMinutes(5));
    }

    private static List<String> of(long seed) {
        List<String> trace = new ArrayList<>();
        World.forSeed(
                seed,
                world -> {
                    trace.clear(); // a world may be run again, to see that it is the same
                    happen(world, trace);
                });
        return trace;
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        var first = of(1);
        assertEquals(first, of(1));
        assertNotEquals(first, of(2));
        assertTrue(first.stream().anyMatch(line -> line.contains("Exception")), first::toString);
    }

    /// World.forSeeds itself runs some seeds twice and compares each step.
    @Test
    void everyQuestionIsAnsweredWhateverHappens() {
        World.forSeeds(
                100,
                world -> {
                    List<String> trace = new ArrayList<>();
                    happen(world, trace);
                    var answers = trace.stream().filter(line -> line.contains("QUESTION")).toList();
                    assertEquals(QUESTIONS, answers.size(), trace::toString);
                });
    }

    @Test
    void aProgramThatDoesNotStart() {
        var transport = KernelTransport.numbered(Kernel.linux(), "never");
        var told =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                transport.run(loop -> {
                                    throw new IllegalStateException("not today");
                                }));
        assertEquals("not today", told.getMessage());
    }
}
