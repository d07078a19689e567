package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// See [Filter#between]: stands for its handler until a connection has come, and then gives way to
/// a filter of that connection's own.
final class Filtered implements Handler {
    private final Supplier<? extends Filter> filter;
    private final Handler handler;

    Filtered(Supplier<? extends Filter> filter, Handler handler) {
        this.filter = requireNonNull(filter);
        this.handler = requireNonNull(handler);
    }

    /// Puts the filters before `handler`, if it has any, between `peer` and it, behind those that
    /// are there already. Changes nothing if one cannot be made.
    ///
    /// @return the first of them, null if it has none
    static @Nullable Filter install(Peer peer, Handler handler) {
        if (!(handler instanceof Filtered)) return null;
        var filters = new ArrayList<Filter>();
        Handler next = handler;
        for (; next instanceof Filtered filtered; next = filtered.handler)
            filters.add(fresh(filtered.filter.get()));
        Inside inside = peer.inside;
        Filter outer = inside == null ? null : inside.filter;
        Filter last = filters.getLast();
        if (inside == null) inside = new Inside(last, next);
        else inside.moveBehind(last, next);
        for (int i = 0; i < filters.size(); i++) {
            Filter each = filters.get(i);
            each.link(outer, i + 1 < filters.size() ? filters.get(i + 1) : inside);
            if (outer == null) peer.handler = each;
            else outer.inner(each);
            outer = each;
        }
        peer.inside = inside;
        return filters.getFirst();
    }

    private static Filter fresh(Filter made) {
        if (made.isLinked())
            throw new IllegalStateException(
                    "a filter serves one connection: make a new one for each");
        return made;
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        throw new AssertionError("a filter has taken my place");
    }

    /// Of a connection that was given up before it was opened.
    @Override
    public void closed(Peer peer, CloseReason reason) {
        handler.closed(peer, reason);
    }
}
