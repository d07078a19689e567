package io.epoll4j.nio;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.ForwardingKernel;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.KernelCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/// A provider on one of the kernels, which counts the calls and says when a thread is about to
/// wait.
final class Rig {
    static final long PATIENCE = 20;
    private static final int NARROW = 50_000;

    /// On which kernel. As a parameter of tests: every one of them runs on both.
    enum On {
        LINUX,
        JVM;

        Rig rig() {
            return new Rig(
                    this == LINUX ? Kernel.linux() : new JvmKernel(JvmSelectorProvider.host()));
        }
    }

    private final Map<KernelCall, AtomicLong> counts = new ConcurrentHashMap<>();
    private volatile CountDownLatch waiting = new CountDownLatch(0);
    final KernelSelectorProvider provider;

    private Rig(Kernel kernel) {
        provider = KernelSelectorProvider.on(new Counted(kernel));
    }

    private final class Counted extends ForwardingKernel {
        Counted(Kernel kernel) {
            super(kernel);
        }

        @Override
        protected int before(KernelCall call, int fd) {
            counts.computeIfAbsent(call, _ -> new AtomicLong()).incrementAndGet();
            if (call == KernelCall.POLL || call == KernelCall.EPOLL_WAIT) waiting.countDown();
            return super.before(call, fd);
        }
    }

    long count(KernelCall call) {
        var count = counts.get(call);
        return count == null ? 0 : count.get();
    }

    /// Starts `body` in a thread of its own, a virtual one if so wanted, and waits until it is
    /// about to wait.
    <T> Running<T> startWaiting(boolean virtual, Callable<T> body) throws InterruptedException {
        waiting = new CountDownLatch(1);
        var task = new FutureTask<>(body);
        var thread =
                virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
        assertTrue(waiting.await(PATIENCE, SECONDS), "never waited");
        return new Running<>(thread, task);
    }

    <T> Running<T> startWaiting(Callable<T> body) throws InterruptedException {
        return startWaiting(false, body);
    }

    /// What goes on in a thread of its own.
    record Running<T>(Thread thread, FutureTask<T> task) {
        T result() throws Exception {
            return task.get(PATIENCE, SECONDS);
        }
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    ServerSocketChannel listener() throws IOException {
        return provider.openServerSocketChannel().bind(loopback(0));
    }

    SocketChannel connect(ServerSocketChannel listener) throws IOException {
        var channel = provider.openSocketChannel();
        assertTrue(channel.connect(listener.getLocalAddress()));
        return channel;
    }

    /// Two ends of a connection.
    record Pair(SocketChannel one, SocketChannel other) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            one.close();
            other.close();
        }
    }

    Pair pair() throws IOException {
        try (var listener = listener()) {
            var one = connect(listener);
            return new Pair(one, listener.accept());
        }
    }

    /// As [#pair], with little room on the way from one to the other.
    Pair narrowPair() throws IOException {
        var pair = pair();
        pair.one().setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
        pair.other().setOption(StandardSocketOptions.SO_RCVBUF, NARROW);
        return pair;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static String text(ByteBuffer filled) {
        return StandardCharsets.UTF_8.decode(filled.duplicate().flip()).toString();
    }
}
