package io.epoll4j.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;

/// The end of a pipe that is written.
final class KernelSinkChannel extends Pipe.SinkChannel implements KernelChannel {
    private final Fd fd;
    private final Watchers watchers = new Watchers();
    private final StreamWriter writer;

    KernelSinkChannel(SelectorProvider provider, Fd fd) {
        super(provider);
        this.fd = fd;
        writer = new StreamWriter(this);
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    @Override
    public boolean isEdgeTriggered() {
        return true;
    }

    @Override
    public int possibleOps() {
        return SelectionKey.OP_WRITE;
    }

    @Override
    public void ensureConnected() throws ClosedChannelException {
        if (!isOpen()) throw new ClosedChannelException();
    }

    @Override
    public void beginWait() {
        begin();
    }

    @Override
    public void endCall(boolean wait, boolean done) throws AsynchronousCloseException {
        if (wait) end(done);
        else if (!done && !isOpen()) throw new AsynchronousCloseException();
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return writer.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        return writer.write(from, offset, length);
    }

    @Override
    public long write(ByteBuffer[] from) throws IOException {
        return write(from, 0, from.length);
    }

    /// Waits for a write that was begun in the other mode.
    @Override
    @SuppressWarnings("LockNotBeforeTry") // nothing is between them
    protected void implConfigureBlocking(boolean block) {
        writer.lock.lock();
        writer.lock.unlock();
    }

    @Override
    protected void implCloseSelectableChannel() {
        fd.close();
    }
}
