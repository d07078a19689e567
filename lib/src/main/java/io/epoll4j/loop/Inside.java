package io.epoll4j.loop;

import java.nio.ByteBuffer;

/// The end of a chain of filters, where the handler is: what has been asked of the peer there, and
/// what the handler need not hear after that.
final class Inside implements Handler {
    /// The filter nearest to the handler.
    Filter filter;

    private Handler handler;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private String detail = "";

    Inside(Filter filter, Handler handler) {
        this.filter = filter;
        this.handler = handler;
    }

    /// Another filter comes between, or takes another handler with it.
    void moveBehind(Filter next, Handler handler) {
        filter = next;
        this.handler = handler;
    }

    void handler(Handler next) {
        handler = next;
    }

    Class<?> handlerClass() {
        return handler.getClass();
    }

    void detail(String why) {
        detail = why;
    }

    String detail() {
        return detail;
    }

    boolean hasClosed() {
        return closed;
    }

    boolean isPaused() {
        return paused;
    }

    /// Whether the handler has neither ended nor closed.
    boolean isOpen() {
        return !ended && !closed;
    }

    boolean write(Peer peer, ByteBuffer bytes) {
        if (peer.isOpen()) return filter.write(peer, bytes);
        bytes.position(bytes.limit());
        return false;
    }

    void end(Peer peer) {
        if (!peer.isOpen()) return;
        ended = true;
        filter.end(peer);
    }

    void close(Peer peer) {
        if (closed) return;
        closed = true;
        filter.close(peer);
    }

    void pause(Peer peer) {
        paused = true;
        filter.pause(peer);
    }

    void resume(Peer peer) {
        if (!paused) return;
        paused = false;
        filter.resume(peer);
    }

    @Override
    public void opened(Peer peer) {
        handler.opened(peer);
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        if (Filter.hears(peer)) handler.received(peer, bytes);
    }

    @Override
    public void ended(Peer peer) {
        if (Filter.hears(peer)) handler.ended(peer);
    }

    @Override
    public void writable(Peer peer) {
        if (peer.isOpen()) handler.writable(peer);
    }

    @Override
    public void draining(Peer peer) {
        if (Filter.hears(peer)) handler.draining(peer);
    }

    @Override
    public void timedOut(Peer peer, CloseReason reason) {
        if (Filter.hears(peer)) handler.timedOut(peer, reason);
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        handler.closed(peer, reason);
    }
}
