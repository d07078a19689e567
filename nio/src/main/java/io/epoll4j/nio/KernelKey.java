package io.epoll4j.nio;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A channel's registration with a selector. What Java's users see of it is for any thread; the
/// rest belongs to whoever holds the selector's lock, unless it says otherwise.
final class KernelKey extends AbstractSelectionKey implements Comparable<KernelKey> {
    private final KernelSelector selector;
    private final SelectableChannel selectable;
    private final long number;
    private final AtomicInteger interest = new AtomicInteger();
    private volatile int readyOps;

    /// The same channel.
    final KernelChannel channel;

    /// For any thread.
    final Readiness readiness = new Readiness();

    /// The events that the kernel was asked for; 0 if the epoll does not have the descriptor.
    int registered;

    /// What the kernel gives back with its events; -1 until it has a place in [KeySlots].
    long word = -1;

    /// Whether it is in the selector's list of those that may be ready.
    boolean active;

    /// Where it is among the selected, or -1.
    int selectedAt = -1;

    /// Whether it is among the [ChangedKeys]; guarded by them.
    boolean changed;

    KernelKey(KernelSelector selector, SelectableChannel channel, long number) {
        this.selector = selector;
        this.selectable = channel;
        this.channel = (KernelChannel) channel;
        this.number = number;
    }

    @Override
    public SelectableChannel channel() {
        return selectable;
    }

    @Override
    public Selector selector() {
        return selector;
    }

    private void ensureValid() {
        if (!isValid()) throw new CancelledKeyException();
    }

    @Override
    public int interestOps() {
        ensureValid();
        return interest.get();
    }

    @Override
    public SelectionKey interestOps(int ops) {
        ensureValid();
        check(ops);
        noteChange(interest.getAndSet(ops), ops);
        return this;
    }

    @Override
    public int interestOpsOr(int ops) {
        ensureValid();
        check(ops);
        int before = interest.getAndUpdate(now -> now | ops);
        noteChange(before, before | ops);
        return before;
    }

    @Override
    public int interestOpsAnd(int ops) {
        ensureValid();
        int before = interest.getAndUpdate(now -> now & ops);
        noteChange(before, before & ops);
        return before;
    }

    private void check(int ops) {
        if ((ops & ~selectable.validOps()) != 0)
            throw new IllegalArgumentException(
                    "operations " + ops + ": this channel knows " + selectable.validOps());
    }

    private void noteChange(int before, int after) {
        if (before != after) selector.changed(this);
    }

    @Override
    public int readyOps() {
        ensureValid();
        return readyOps;
    }

    /// The interest, valid or not.
    int interest() {
        return interest.get();
    }

    /// Sets what is ready, as selecting does.
    void ready(int ops) {
        readyOps = ops;
    }

    int ready() {
        return readyOps;
    }

    /// The channel has become something else. For any thread.
    void forget() {
        readiness.forget();
        selector.changed(this);
    }

    /// In the order of registration.
    @Override
    public int compareTo(KernelKey other) {
        return Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
