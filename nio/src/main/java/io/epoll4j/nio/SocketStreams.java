package io.epoll4j.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;
import java.util.function.IntSupplier;

/// The streams of a [SocketAdaptor]. For any thread.
final class SocketStreams {
    private SocketStreams() {}

    private static void ensureBlocking(KernelSocketChannel channel) {
        if (!channel.isBlocking()) throw new IllegalBlockingModeException();
    }

    /// Reads from a channel, for as long at a time as `timeout` says, in milliseconds.
    static final class Input extends InputStream {
        private final KernelSocketChannel channel;
        private final IntSupplier timeout;

        Input(KernelSocketChannel channel, IntSupplier timeout) {
            this.channel = channel;
            this.timeout = timeout;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) return 0;
            ensureBlocking(channel);
            return channel.read(ByteBuffer.wrap(into, offset, length), timeout.getAsInt());
        }

        @Override
        public int available() throws IOException {
            return channel.available();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// Writes to a channel.
    static final class Output extends OutputStream {
        private final KernelSocketChannel channel;

        Output(KernelSocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            ensureBlocking(channel);
            var buffer = ByteBuffer.wrap(from, offset, length);
            while (buffer.hasRemaining()) channel.write(buffer);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
