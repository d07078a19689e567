package io.epoll4j.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.rule.Finding;
import io.epoll4j.inspect.rule.Sickness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Healthy servers, idle and under load: nothing above possible. `install-servers.sh` beside the
/// resources installs them; one that is not there is left out, with a word.
class HealthyTest {
    private static final Duration APART = Duration.ofSeconds(1);
    private static final int CLIENTS = 8;

    @TempDir private Path folder = Path.of("");

    /// What a client asks; whatever comes back is taken for the answer's beginning.
    private static final String HTTP = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

    @Test
    void nginx() throws Exception {
        int port = freePort();
        served("nginx", nginx(port, "return 200 'hello\\n';"), port, HTTP);
    }

    private List<String> nginx(int port, String location) throws IOException {
        var config = folder.resolve("nginx" + port + ".conf");
        Files.writeString(
                config,
                """
                daemon off; worker_processes 1; error_log stderr; pid %1$s/pid%2$d;
                events { worker_connections 512; }
                http {
                  access_log off; client_body_temp_path %1$s/b%2$d; proxy_temp_path %1$s/p%2$d;
                  proxy_max_temp_file_size 0; proxy_buffering off;
                  fastcgi_temp_path %1$s/f%2$d; uwsgi_temp_path %1$s/u%2$d; scgi_temp_path %1$s/s%2$d;
                  server { listen 127.0.0.1:%2$d; location / { %3$s } }
                }
                """
                        .formatted(folder, port, location));
        return List.of(Program.find("nginx"), "-c", config.toString());
    }

    @Test
    void nginxThatProxiesToASlowClient() throws Exception {
        assumeTrue(Program.has("nginx"), "no nginx here");
        int port = freePort();
        try (var source = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var pass = "proxy_pass http://127.0.0.1:%d;".formatted(source.getLocalPort());
            try (var nginx = Program.start(nginx(port, pass));
                    var client = connect(port)) {
                client.getOutputStream().write(HTTP.getBytes(UTF_8));
                var upstream = source.accept();
                Thread.startVirtualThread(() -> pour(upstream));
                client.getInputStream().read(); // the first byte, and then no more
                expectHealthyAtAStandstill(workers(nginx));
            }
        }
    }

    private final AtomicLong poured = new AtomicLong();

    private void pour(Socket upstream) {
        try (upstream) {
            var out = upstream.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(UTF_8));
            for (var block = new byte[10_000]; ; poured.incrementAndGet()) out.write(block);
        } catch (IOException gone) {
            poured.set(-1);
        }
    }

    /// Once all queues between here and the client are full: nothing flows while it is looked at.
    private void expectHealthyAtAStandstill(List<Integer> pids) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            long before = poured.get();
            var examinations = examine(pids);
            if (before <= 0 || poured.get() != before) continue;
            expectHealthy(examinations);
            return;
        }
        throw new AssertionError("it goes on flowing");
    }

    @Test
    void redis() throws Exception {
        int port = freePort();
        var command =
                List.of(
                        Program.find("redis-server"),
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString());
        served("redis-server", command, port, "PING\r\n");
    }

    @Test
    void memcached() throws Exception {
        int port = freePort();
        var command =
                List.of(
                        Program.find("memcached"),
                        "-u",
                        "nobody",
                        "-l",
                        "127.0.0.1",
                        "-p",
                        "" + port,
                        "-U",
                        "0");
        served("memcached", command, port, "version\r\n");
    }

    @Test
    void haproxyWithTwoThreads() throws Exception {
        assumeTrue(Program.has("haproxy"), "no haproxy here");
        int port = freePort();
        var config = folder.resolve("haproxy.cfg");
        Files.writeString(
                config,
                """
                global
                  nbthread 2
                defaults
                  mode http
                  timeout client 10s
                  timeout connect 10s
                  timeout server 10s
                frontend here
                  bind 127.0.0.1:%d
                  http-request return status 200 content-type text/plain string hello
                """
                        .formatted(port));
        served(
                "haproxy",
                List.of(Program.find("haproxy"), "-f", config.toString(), "-db"),
                port,
                HTTP);
    }

    @Test
    void node() throws Exception {
        served(
                "node",
                List.of(Program.find("node"), Program.resource("healthy.js").toString()),
                0,
                "hello");
    }

    @Test
    void asyncio() throws Exception {
        served(
                "python3",
                List.of(Program.find("python3"), Program.resource("healthy.py").toString()),
                0,
                "hello");
    }

    @Test
    void virtualThreads() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var source = folder.resolve("Healthy.java");
        Files.copy(Program.resource("Healthy.java.source"), source);
        served("java", List.of(java, "-XX:+UseSerialGC", source.toString()), 0, "hello");
    }

    /// Looks at the server of that port, which it says itself if it is 0: idle, under load, and
    /// with connections on which nothing goes on.
    private void served(String name, List<String> command, int port, String question)
            throws Exception {
        assumeTrue(name.equals("java") || Program.has(name), "no " + name + " here");
        try (var server = Program.start(command)) {
            int known = port > 0 ? port : Integer.parseInt(server.words("port").getFirst());
            // Who listens may have yet to start those that answer.
            try (var first = connect(known)) {
                first.getOutputStream().write(question.getBytes(UTF_8));
                assertFalse(first.getInputStream().read() < 0, "no answer");
            }
            try (var idle = connect(known)) {
                expectHealthy(examine(workers(server)));
                assertFalse(idle.isClosed());
            }
            try (var load = new Load(known, question)) {
                load.awaitAnswers(CLIENTS);
                expectHealthy(examine(workers(server)));
                load.pause();
                expectHealthy(examine(workers(server)));
            }
        }
    }

    /// The process and what it has started.
    private static List<Integer> workers(Program server) {
        var pids = new ArrayList<>(List.of(server.pid()));
        ProcessHandle.of(server.pid())
                .ifPresent(
                        main -> main.descendants().forEach(child -> pids.add((int) child.pid())));
        return pids;
    }

    private static List<Examination> examine(List<Integer> pids) throws InterruptedException {
        return Examinations.of(pids.stream().map(Inspector::of).toList(), APART);
    }

    private static void expectHealthy(List<Examination> examinations) {
        int epolls = 0;
        for (var examination : examinations) {
            epolls += examination.now().epolls().size();
            assertEquals(
                    List.of(),
                    examination.findings().stream()
                            .filter(Finding::counts)
                            .filter(finding -> finding.sickness() != Sickness.WATCH_LIMIT)
                            .toList(),
                    () -> examination.now().toString());
        }
        assertFalse(epolls == 0, "it has no epoll");
    }

    private static Socket connect(int port) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (; ; ) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) throw notYet;
                Thread.yield();
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Clients that ask and wait for the answer, as fast as they can.
    private static final class Load implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();
        private final List<Thread> clients = new ArrayList<>();
        private final Semaphore answers = new Semaphore(0);
        private volatile boolean paused;

        Load(int port, String question) throws Exception {
            var bytes = question.getBytes(UTF_8);
            for (int i = 0; i < CLIENTS; i++) {
                var socket = connect(port);
                sockets.add(socket);
                clients.add(Thread.ofPlatform().daemon().start(() -> ask(socket, bytes)));
            }
        }

        private void ask(Socket socket, byte[] question) {
            var answer = new byte[4096];
            try {
                while (!paused) {
                    socket.getOutputStream().write(question);
                    if (socket.getInputStream().read(answer) < 0) return;
                    answers.release();
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        void awaitAnswers(int n) throws InterruptedException {
            if (!answers.tryAcquire(n, 60, TimeUnit.SECONDS))
                throw new AssertionError("no answers");
        }

        void pause() throws InterruptedException {
            paused = true;
            for (var client : clients) client.join();
        }

        @Override
        public void close() throws IOException {
            for (var socket : sockets) socket.close();
        }
    }
}
