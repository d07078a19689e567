package io.epoll4j.jvm.net;

import org.jspecify.annotations.Nullable;

/// First in, first out, intrusive: `struct sk_buff_head`.
///
/// Its socket's lock guards it; [#isEmpty()] and [#size()] may be asked without it, as poll does.
public final class SkbQueue {
    private @Nullable Skb first;
    private @Nullable Skb last;
    private volatile int size;
    private volatile int added;

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /// How many were ever added: whether it changed is whether something arrived.
    public int added() {
        return added;
    }

    public @Nullable Skb first() {
        return first;
    }

    @Nullable Skb last() {
        return last;
    }

    public void add(Skb skb) {
        Skb tail = last;
        skb.previous = tail;
        skb.next = null;
        if (tail == null) {
            first = skb;
        } else {
            tail.next = skb;
        }
        last = skb;
        setSize(size + 1);
        setAdded(added + 1);
    }

    public @Nullable Skb poll() {
        Skb head = first;
        if (head != null) {
            remove(head);
        }
        return head;
    }

    public void remove(Skb skb) {
        Skb before = skb.previous;
        Skb after = skb.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        skb.next = null;
        skb.previous = null;
        setSize(size - 1);
    }

    private void setAdded(int now) {
        added = now;
    }

    private void setSize(int now) {
        size = now;
    }
}
