package io.epoll4j.nio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A program: `jdk.httpserver` and `java.net.http.HttpClient` speak to each other, and it prints
/// what came of it. Its argument is a folder.
public final class JdkHttp {
    private static final int LARGE = 3_000_000;
    private static final int MANY = 100;
    private static final char[] PASSWORD = "password".toCharArray();

    private JdkHttp() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("provider " + SelectorProvider.provider().getClass().getName());
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var pool = Executors.newCachedThreadPool()) {
            new DatagramSocket(here).close(); // the JDK keeps one socket to close others with
            long before = descriptors();
            plain(HttpServer.create(here, 0), pool);
            System.out.println("descriptors opened: " + Math.max(0, descriptors() - before));
            tls(HttpsServer.create(here, 0), pool, Path.of(arguments[0]));
        }
    }

    /// Those that are sockets, or are there to wait for them.
    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(JdkHttp::isOfNetwork).count();
        }
    }

    private static boolean isOfNetwork(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().matches("socket:.*|anon_inode:.event.*");
        } catch (IOException gone) {
            return false;
        }
    }

    private static void plain(HttpServer server, ExecutorService pool) throws Exception {
        server.setExecutor(pool);
        server.createContext("/", JdkHttp::echo);
        server.start();
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            String result = ask(client, uri);
            var all = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
            for (int i = 0; i < MANY; i++) all.add(client.sendAsync(post(uri, i, 100), bytes()));
            int good = 0;
            for (int i = 0; i < MANY; i++)
                if (isEcho(all.get(i).get(60, TimeUnit.SECONDS), i, 100)) good++;
            System.out.println(result + ", " + good + " of " + MANY + " good");
        } finally {
            server.stop(0);
        }
    }

    private static void tls(HttpsServer server, ExecutorService pool, Path folder)
            throws Exception {
        var context = context(folder);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(pool);
        server.createContext("/", JdkHttp::echo);
        server.start();
        var uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            System.out.println("by TLS: " + ask(client, uri));
        } finally {
            server.stop(0);
        }
    }

    private static String ask(HttpClient client, URI uri) throws Exception {
        boolean small = isEcho(client.send(post(uri, 1, 10), bytes()), 1, 10);
        boolean large = isEcho(client.send(post(uri, 2, LARGE), bytes()), 2, LARGE);
        return "small " + (small ? "good" : "bad") + ", large " + (large ? "good" : "bad");
    }

    private static void echo(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] content(int seed, int length) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static HttpRequest post(URI uri, int seed, int length) {
        var body = HttpRequest.BodyPublishers.ofByteArray(content(seed, length));
        return HttpRequest.newBuilder(uri).POST(body).build();
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }

    private static boolean isEcho(HttpResponse<byte[]> response, int seed, int length) {
        return response.statusCode() == 200
                && Arrays.equals(content(seed, length), response.body());
    }

    /// A key that keytool(1) makes, which both sides trust.
    private static SSLContext context(Path folder) throws Exception {
        var file = folder.resolve("keys");
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process =
                new ProcessBuilder(
                                tool,
                                "-genkeypair",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD),
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "one")
                        .inheritIO()
                        .start();
        if (process.waitFor() != 0) throw new IOException("keytool has failed");
        var keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
