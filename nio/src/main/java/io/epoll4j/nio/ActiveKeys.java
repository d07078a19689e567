package io.epoll4j.nio;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys of a selector that may be ready: those that events came for, and of the edge-triggered
/// ones all that were ready when last looked at. Belongs to whoever holds the selector's lock.
final class ActiveKeys {
    private static final int FIRST_CAPACITY = 64;

    private @Nullable KernelKey[] keys = new KernelKey[FIRST_CAPACITY];
    private int count;

    void add(KernelKey key) {
        if (key.active) return;
        key.active = true;
        if (count == keys.length) keys = Arrays.copyOf(keys, 2 * count);
        keys[count++] = key;
    }

    int count() {
        return count;
    }

    KernelKey get(int index) {
        var key = keys[index];
        if (key == null) throw new IndexOutOfBoundsException(index);
        return key;
    }

    /// The operations that a key is ready for, of those it is to tell of.
    static int readyOps(KernelKey key) {
        return key.isValid() ? key.channel.opsOf(key.readiness.bits(), key.interest()) : 0;
    }

    /// Before a wait: asks the kernel about what is in doubt. Of what is watched level-triggered it
    /// will hear again.
    void ask(Poller poller) throws IOException {
        for (int i = 0; i < count; i++) {
            var key = get(i);
            if (!key.isValid()) continue;
            if (key.channel.isEdgeTriggered())
                poller.watch(key, KernelChannel.eventsOf(key.interest()));
            else key.readiness.event(0);
        }
    }

    /// Leaves out those that are not ready; says whether any is.
    boolean keepReady() {
        int to = 0;
        for (int from = 0; from < count; from++) {
            var key = get(from);
            if (readyOps(key) == 0) key.active = false;
            else keys[to++] = key;
        }
        Arrays.fill(keys, to, count, null);
        count = to;
        return to > 0;
    }
}
