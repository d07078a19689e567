package io.epoll4j.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.netty.Site.On;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Netty's own handlers above the transport: TLS by the JDK, HTTP.
class TlsHttpTest {
    private static final int BODY = 300_000;

    /// Answers each request with its own body.
    private static final class Reflects extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            var body = request.content().retain();
            var answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            HttpUtil.setContentLength(answer, body.readableBytes());
            context.writeAndFlush(answer);
        }
    }

    private static final class Collects extends SimpleChannelInboundHandler<FullHttpResponse> {
        final BlockingQueue<String> answers = Site.queue();

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            answers.add(answer.status().code() + " " + answer.content().toString(UTF_8));
        }
    }

    private static SslContext serverContext(Path folder) throws Exception {
        var file = folder.resolve("keys");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-alias",
                                "it",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "secret")
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
        char[] secret = "secret".toCharArray();
        var keys = KeyStore.getInstance(file.toFile(), secret);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, secret);
        return SslContextBuilder.forServer(factory).sslProvider(SslProvider.JDK).build();
    }

    @ParameterizedTest
    @EnumSource(On.class)
    void requestsOverTls(On on, @TempDir Path folder) throws Exception {
        var serverTls = serverContext(folder);
        var clientTls =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm("")
                        .build();
        try (var site = new Site(on)) {
            var server =
                    site.serve(() ->
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    channel.pipeline()
                                            .addLast(
                                                    serverTls.newHandler(channel.alloc()),
                                                    new HttpServerCodec(),
                                                    new HttpObjectAggregator(BODY),
                                                    new Reflects());
                                }
                            });
            var answers = new Collects();
            var client =
                    site.connect(
                            server,
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    channel.pipeline()
                                            .addLast(
                                                    clientTls.newHandler(channel.alloc()),
                                                    new HttpClientCodec(),
                                                    new HttpObjectAggregator(BODY),
                                                    answers);
                                }
                            });
            for (int i = 0; i < 5; i++) {
                String body = "x".repeat(BODY / 5 * i) + i;
                var request =
                        new DefaultFullHttpRequest(
                                HttpVersion.HTTP_1_1,
                                HttpMethod.POST,
                                "/",
                                Unpooled.copiedBuffer(body, UTF_8));
                HttpUtil.setContentLength(request, body.length());
                Site.await(client.writeAndFlush(request));
                assertEquals("200 " + body, Site.take(answers.answers));
            }
            Site.await(client.close());
        }
    }
}
