package io.epoll4j.nio;

import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A selector on an epoll. It may be used as java.nio says: keys and wake-ups by any thread,
/// selecting by one at a time, which holds this object's monitor and that of the selected keys.
final class KernelSelector extends AbstractSelector {
    private static final int FOREVER = -1;

    private final Kernel kernel;
    private final Poller poller;
    private final AtomicLong registrations = new AtomicLong();

    /// In the order of registration; may be gone through while it changes.
    private final Set<SelectionKey> keys = new ConcurrentSkipListSet<>();

    private final Set<SelectionKey> publicKeys = Collections.unmodifiableSet(new KeySet(keys));
    private final ChangedKeys changed = new ChangedKeys();
    private final AtomicBoolean woken = new AtomicBoolean();

    /// Guarded by this object's monitor.
    private final ActiveKeys active = new ActiveKeys();

    /// Guarded by its own monitor while selecting.
    private final SelectedKeys selected = new SelectedKeys();

    /// Whether the thread that holds the monitor is selecting already.
    private boolean selecting;

    KernelSelector(SelectorProvider provider, Kernel kernel) throws IOException {
        super(provider);
        this.kernel = kernel;
        poller = new Poller(kernel);
    }

    /// Whether the channel's descriptors are this kernel's.
    @SuppressWarnings("ReferenceEquality") // a kernel is who it is
    private boolean lives(KernelChannel channel) {
        return channel.fd().kernel == kernel;
    }

    private void ensureOpen() {
        if (!isOpen()) throw new ClosedSelectorException();
    }

    @Override
    protected SelectionKey register(
            AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
        if (!(channel instanceof KernelChannel own) || !lives(own))
            throw new IllegalSelectorException();
        ensureOpen();
        var key = new KernelKey(this, channel, registrations.getAndIncrement());
        var before = key.attach(attachment);
        assert before == null;
        keys.add(key);
        own.watchers().add(key);
        if (!isOpen()) { // closed meanwhile, and may not have seen the key
            keys.remove(key);
            own.watchers().remove(key);
            throw new ClosedSelectorException();
        }
        key.interestOps(ops);
        return key;
    }

    /// A key is new, or its interest has changed. For any thread.
    void changed(KernelKey key) {
        changed.add(key);
    }

    @Override
    public Set<SelectionKey> keys() {
        ensureOpen();
        return publicKeys;
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        ensureOpen();
        return selected;
    }

    @Override
    public int selectNow() throws IOException {
        return lockAndSelect(null, 0);
    }

    @Override
    public int select() throws IOException {
        return lockAndSelect(null, FOREVER);
    }

    @Override
    public int select(long timeout) throws IOException {
        return lockAndSelect(null, limit(timeout));
    }

    @Override
    public int selectNow(Consumer<SelectionKey> action) throws IOException {
        return lockAndSelect(Objects.requireNonNull(action), 0);
    }

    @Override
    public int select(Consumer<SelectionKey> action) throws IOException {
        return lockAndSelect(Objects.requireNonNull(action), FOREVER);
    }

    @Override
    public int select(Consumer<SelectionKey> action, long timeout) throws IOException {
        Objects.requireNonNull(action);
        return lockAndSelect(action, limit(timeout));
    }

    private static int limit(long timeout) {
        if (timeout < 0) throw new IllegalArgumentException("Negative timeout");
        return timeout == 0 ? FOREVER : (int) Math.min(timeout, Integer.MAX_VALUE);
    }

    private int lockAndSelect(@Nullable Consumer<SelectionKey> action, int millis)
            throws IOException {
        synchronized (this) {
            ensureOpen();
            if (selecting) throw new IllegalStateException("select in progress");
            selecting = true;
            try {
                synchronized (selected) {
                    return select(action, millis);
                }
            } finally {
                selecting = false;
            }
        }
    }

    private int select(@Nullable Consumer<SelectionKey> action, int millis) throws IOException {
        dropCancelled();
        applyChanges();
        active.ask(poller);
        try {
            begin();
            await(active.keepReady() ? 0 : millis);
        } finally {
            end();
        }
        dropCancelled();
        woken.set(false);
        return tell(action);
    }

    private void applyChanges() throws IOException {
        for (KernelKey key; (key = changed.take()) != null; ) {
            if (!key.isValid()) continue;
            poller.watch(key, KernelChannel.eventsOf(key.interest()));
            if (key.channel.isEdgeTriggered()) active.add(key); // it may be ready already
        }
    }

    /// Waits until a key is ready, somebody wakes the selector, or the time is over. Events that
    /// nobody is interested in now are noted, and the wait goes on.
    private void await(int millis) throws IOException {
        long deadline = millis > 0 ? poller.fd.deadline(millis) : Long.MAX_VALUE;
        int left = millis;
        for (; ; ) {
            int events = poller.await(woken.get() ? 0 : left);
            for (int i = 0; i < events; i++) {
                var key = poller.take(i);
                if (key != null) active.add(key);
            }
            if (active.keepReady() || left == 0 || woken.get()) return;
            applyChanges();
            if (millis > 0) left = poller.fd.millisUntil(deadline);
        }
    }

    /// Tells of the keys that are ready: to `action`, or by the set of the selected.
    ///
    /// @return of how many there was something to tell
    private int tell(@Nullable Consumer<SelectionKey> action) {
        int told = 0;
        for (int i = 0; i < active.count(); i++) {
            var key = active.get(i);
            int ops = ActiveKeys.readyOps(key);
            if (ops == 0) continue;
            if (action == null) {
                if (select(key, ops)) told++;
            } else {
                key.ready(ops);
                told++;
                action.accept(key);
                ensureOpen();
            }
        }
        return told;
    }

    /// Adds a key to the selected ones, or something to what it is ready for; says whether that is
    /// news.
    private boolean select(KernelKey key, int ops) {
        if (!selected.contains(key)) {
            key.ready(ops);
            selected.select(key);
            return true;
        }
        int before = key.ready();
        key.ready(before | ops);
        return (ops & ~before) != 0;
    }

    private void dropCancelled() throws IOException {
        Set<SelectionKey> cancelled = cancelledKeys();
        synchronized (cancelled) {
            if (cancelled.isEmpty()) return;
            for (Iterator<SelectionKey> each = cancelled.iterator(); each.hasNext(); ) {
                var key = (KernelKey) each.next();
                each.remove();
                drop(key);
            }
        }
    }

    private void drop(KernelKey key) throws IOException {
        keys.remove(key);
        selected.unselect(key);
        key.channel.watchers().remove(key);
        deregister(key);
        poller.unwatch(key);
    }

    @Override
    public Selector wakeup() {
        if (woken.compareAndSet(false, true)) poller.wake();
        return this;
    }

    @Override
    protected void implCloseSelector() throws IOException {
        wakeup();
        synchronized (this) {
            synchronized (selected) {
                dropCancelled();
                for (var key : keys) {
                    key.cancel();
                    drop((KernelKey) key);
                }
                synchronized (cancelledKeys()) {
                    cancelledKeys().clear();
                }
                poller.close();
            }
        }
    }
}
