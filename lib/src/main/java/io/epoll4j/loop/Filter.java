package io.epoll4j.loop;

import io.epoll4j.loop.Peer.Phase;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands between a connection and its [Handler], and makes of the bytes that travel what the
/// handler speaks: messages of a codec, the text behind an encryption. The handler cannot tell: it
/// has the same [Peer], and is called as without.
///
/// ```java
/// loop.listen(9001, Filter.between(Shouting::new, handler));
/// ```
///
/// A filter belongs to one connection. Towards the handler it is a handler itself, called by the
/// loop, or by the filter further out; what the handler asks of its peer comes to [#write], [#end],
/// [#close], [#pause] and [#resume]. Each of these methods passes on what it is told: one that does
/// something else overrides it, and calls `super` to pass on what it likes, when it likes. From
/// elsewhere than these methods it goes on by [#execute].
///
/// Two things it must heed. It passes nothing to the handler while [#isWanted] says no, but keeps
/// it until [#resume]. And bytes that it is given are valid during that call only, as for a
/// handler. [Peer#abort], time limits, water marks and the counts of bytes are the connection's own
/// and know of no filter.
public abstract class Filter implements Handler {
    private static final Handler NOBODY =
            (peer, bytes) -> {
                throw new IllegalStateException(
                        "a filter by itself is no handler: give Filter.between(...) to the loop");
            };

    private Handler inner = NOBODY;
    private @Nullable Filter outer;
    private boolean linked;

    /// For subclasses.
    protected Filter() {}

    /// A handler that meets each of its connections through a filter of its own.
    ///
    /// It may itself stand behind another filter, and be given to [Peer#handler]: then its filter
    /// comes behind those that are there, and it is told that the connection is `opened`.
    ///
    /// @param filter makes a new filter for each connection
    public static Handler between(Supplier<? extends Filter> filter, Handler handler) {
        return new Filtered(filter, handler);
    }

    /// Puts this between `outer`, null for the connection itself, and `inner`.
    final void link(@Nullable Filter outer, Handler inner) {
        this.outer = outer;
        this.inner = inner;
        linked = true;
    }

    final boolean isLinked() {
        return linked;
    }

    final void inner(Handler next) {
        inner = next;
    }

    @Override
    public void opened(Peer peer) {
        inner.opened(peer);
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        inner.received(peer, bytes);
    }

    @Override
    public void ended(Peer peer) {
        inner.ended(peer);
    }

    @Override
    public void writable(Peer peer) {
        inner.writable(peer);
    }

    @Override
    public void draining(Peer peer) {
        inner.draining(peer);
    }

    @Override
    public void timedOut(Peer peer, CloseReason reason) {
        inner.timedOut(peer, reason);
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        inner.closed(peer, reason);
    }

    /// The handler writes, see [Peer#write]; never once it has ended or closed.
    ///
    /// @return whether there is room for more; a filter that says no without having passed anything
    ///   on calls [#writable] itself when there is again
    protected boolean write(Peer peer, ByteBuffer bytes) {
        if (outer != null) return outer.write(peer, bytes);
        return peer.loop.sender.write(peer, bytes);
    }

    /// The handler ends its side, see [Peer#end]; at most once.
    protected void end(Peer peer) {
        if (outer != null) outer.end(peer);
        else peer.loop.closing.end(peer);
    }

    /// The handler closes, see [Peer#close], or is closed as it threw or was silent for too long;
    /// at most once. Nothing reaches it from now on but `closed`. A filter may pass this on later,
    /// when all has been said; until then it hears on.
    protected void close(Peer peer) {
        if (outer != null) outer.close(peer);
        else peer.loop.closing.close(peer);
    }

    /// The handler wants to receive no more for now.
    protected void pause(Peer peer) {
        if (outer != null) outer.pause(peer);
        else peer.stopReading();
    }

    /// The handler wants to receive again. It is not called from within this: what was kept for it
    /// follows by [#execute].
    protected void resume(Peer peer) {
        if (outer != null) outer.resume(peer);
        else peer.goOnReading();
    }

    /// Whether the handler takes bytes now: it has neither paused nor closed.
    protected final boolean isWanted(Peer peer) {
        return hears(peer) && !peer.isPaused();
    }

    /// Whether the handler will ever be called for anything but `closed`.
    static boolean hears(Peer peer) {
        return peer.phase == Phase.OPEN && (peer.inside == null || !peer.inside.hasClosed());
    }

    /// Runs `task` on a coming turn as if the loop had called this filter: what it throws closes
    /// the connection. Not if that is closed by then. Any thread.
    protected final void execute(Peer peer, Runnable task) {
        Runnable guarded = () -> peer.loop.callbacks.filter(peer, task);
        peer.loop.offer(peer.loop.forEntry(peer, guarded));
    }

    /// The other end breaks the rules: closes with [CloseReason#PROTOCOL], after what was written.
    ///
    /// @param why for [Peer#detail]
    protected final void refuse(Peer peer, String why) {
        if (peer.inside != null) peer.inside.detail(why);
        peer.loop.closing.refuse(peer);
    }
}
