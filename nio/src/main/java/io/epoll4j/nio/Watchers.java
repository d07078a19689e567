package io.epoll4j.nio;

import java.util.Arrays;

/// The keys under which a channel is registered, and what its calls have to say to them. For any
/// thread.
final class Watchers {
    private static final KernelKey[] NONE = {};

    /// Replaced whenever one comes or goes.
    private volatile KernelKey[] keys = NONE;

    synchronized void add(KernelKey key) {
        var more = Arrays.copyOf(keys, keys.length + 1);
        more[keys.length] = key;
        keys = more;
    }

    synchronized void remove(KernelKey key) {
        keys = Arrays.stream(keys).filter(one -> !one.equals(key)).toArray(KernelKey[]::new);
    }

    /// To be asked before a call, and given to [#usedUp] after it.
    long stamp() {
        var now = keys;
        return now.length == 1 ? now[0].readiness.stamp() : 0;
    }

    /// A call that began at `stamp` has left nothing of what `bit` stands for. With several keys,
    /// of which each has events of its own, that is not known.
    void usedUp(int bit, long stamp) {
        var now = keys;
        if (now.length == 1) now[0].readiness.usedUp(bit, stamp);
        else for (var key : now) key.readiness.used(bit);
    }

    /// A call may have left some of it.
    void used(int bit) {
        for (var key : keys) key.readiness.used(bit);
    }

    /// The channel has become something else: connected, say.
    void forget() {
        for (var key : keys) key.forget();
    }
}
