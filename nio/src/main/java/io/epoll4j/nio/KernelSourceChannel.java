package io.epoll4j.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;

/// The end of a pipe that is read.
final class KernelSourceChannel extends Pipe.SourceChannel implements KernelChannel {
    private final Fd fd;
    private final Watchers watchers = new Watchers();
    private final StreamReader reader;

    KernelSourceChannel(SelectorProvider provider, Fd fd) {
        super(provider);
        this.fd = fd;
        reader = new StreamReader(this);
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
        return SelectionKey.OP_READ;
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
    public int read(ByteBuffer into) throws IOException {
        return reader.read(into, 0);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        return reader.read(into, offset, length);
    }

    @Override
    public long read(ByteBuffer[] into) throws IOException {
        return read(into, 0, into.length);
    }

    /// Waits for a read that was begun in the other mode.
    @Override
    @SuppressWarnings("LockNotBeforeTry") // nothing is between them
    protected void implConfigureBlocking(boolean block) {
        reader.lock.lock();
        reader.lock.unlock();
    }

    @Override
    protected void implCloseSelectableChannel() {
        fd.close();
    }
}
