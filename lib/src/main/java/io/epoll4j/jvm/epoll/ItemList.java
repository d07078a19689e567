package io.epoll4j.jvm.epoll;

import org.jspecify.annotations.Nullable;

/// A list of items that (may) have events, linked through the items themselves by `rdllink`, as
/// Linux's `struct list_head rdllist`. An item is on at most one such list.
///
/// The list is a ring through a header that is no item of any epoll, so putting in and taking out
/// know no special case. It is guarded by whatever guards the list; see [EventPoll].
final class ItemList {
    private final EpItem header = EpItem.outOfTree();

    ItemList() {
        header.rdlNext = header;
        header.rdlPrevious = header;
    }

    /// `ep_is_linked`: whether the item is on some ready list.
    static boolean isLinked(EpItem item) {
        return item.rdlNext != null;
    }

    boolean isEmpty() {
        return header.rdlNext == header;
    }

    /// The first item, or null.
    @Nullable EpItem first() {
        return after(header);
    }

    /// The item behind `item`, or null.
    @Nullable EpItem after(EpItem item) {
        EpItem next = item.rdlNext;
        return next == header ? null : next;
    }

    /// `list_add`: puts an item that is on no list in front.
    void addFirst(EpItem item) {
        link(header, item, next(header));
    }

    /// `list_add_tail`: puts an item that is on no list at the end.
    void addLast(EpItem item) {
        link(previous(header), item, header);
    }

    /// `list_del_init`: takes the item off the list it is on.
    static void remove(EpItem item) {
        EpItem before = previous(item);
        EpItem after = next(item);
        before.rdlNext = after;
        after.rdlPrevious = before;
        item.rdlNext = null;
        item.rdlPrevious = null;
    }

    /// `list_splice_init`: puts the whole of `other` in front and leaves `other` empty.
    void takeAllInFront(ItemList other) {
        if (other.isEmpty()) {
            return;
        }
        EpItem first = next(other.header);
        EpItem last = previous(other.header);
        EpItem rest = next(header);
        header.rdlNext = first;
        first.rdlPrevious = header;
        last.rdlNext = rest;
        rest.rdlPrevious = last;
        other.header.rdlNext = other.header;
        other.header.rdlPrevious = other.header;
    }

    private static void link(EpItem before, EpItem item, EpItem after) {
        assert item.rdlNext == null : "already on a ready list";
        before.rdlNext = item;
        item.rdlPrevious = before;
        item.rdlNext = after;
        after.rdlPrevious = item;
    }

    @SuppressWarnings("NullAway") // a linked item has both neighbours
    private static EpItem next(EpItem linked) {
        return linked.rdlNext;
    }

    @SuppressWarnings("NullAway") // a linked item has both neighbours
    private static EpItem previous(EpItem linked) {
        return linked.rdlPrevious;
    }
}
