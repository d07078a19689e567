package io.epoll4j.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rival in the JDK: a selector and a listener (SO_REUSEPORT) per thread, one direct buffer for
/// all reads, the selector's callback form (no set of selected keys, no iterator), and a buffer for
/// a connection only while it owes bytes.
final class NioEcho implements Runnable {
    private static final int BUFFER = 64 * 1024;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private NioEcho(ServerSocketChannel listener) throws IOException {
        selector = Selector.open();
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    static int start(int port, int threads) throws IOException {
        int bound = port;
        for (int i = 0; i < threads; i++) {
            var listener = ServerSocketChannel.open();
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bound), 4096);
            bound = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            Thread.ofPlatform().daemon().name("nio-" + i).start(new NioEcho(listener));
        }
        return bound;
    }

    @Override
    public void run() {
        Consumer<SelectionKey> serve = this::serve;
        try {
            for (; ; ) {
                selector.select(serve);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel());
            } else {
                echo(key, (SocketChannel) key.channel());
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        for (SocketChannel peer = listener.accept(); peer != null; peer = listener.accept()) {
            peer.configureBlocking(false);
            peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
            peer.register(selector, SelectionKey.OP_READ);
        }
    }

    private void echo(SelectionKey key, SocketChannel peer) throws IOException {
        var owed = (@Nullable ByteBuffer) key.attachment();
        if (owed != null) {
            peer.write(owed);
            if (owed.hasRemaining()) {
                return;
            }
            key.attach(null);
            key.interestOps(SelectionKey.OP_READ);
        }
        buffer.clear();
        int n = peer.read(buffer);
        if (n < 0) {
            close(key);
            return;
        }
        buffer.flip();
        peer.write(buffer);
        if (buffer.hasRemaining()) {
            key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println("nio: close: " + e.getMessage());
        }
    }
}
