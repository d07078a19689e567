package io.epoll4j.jvm.epoll;

import org.jspecify.annotations.Nullable;

/// The items of one epoll in a red-black tree, ordered by file and number, as Linux's `struct
/// rb_root rbr`. The links are in the items, so the tree itself takes no memory.
///
/// Neither insertion nor removal recurses or allocates; both, and [#find], take at most about 2
/// log2 n steps. All of it is guarded by the epoll's `mtx`.
final class ItemTree {
    private @Nullable EpItem root;
    private int size;

    int size() {
        return size;
    }

    @Nullable EpItem root() {
        return root;
    }

    /// `ep_find`: the item of this file and number, or null.
    @Nullable EpItem find(long fileId, int fd) {
        EpItem item = root;
        while (item != null) {
            int order = compare(fileId, fd, item);
            if (order == 0) {
                return item;
            }
            item = order < 0 ? item.rbLeft : item.rbRight;
        }
        return null;
    }

    /// The item with the smallest key, or null.
    @Nullable EpItem first() {
        EpItem item = root;
        return item == null ? null : leftmost(item);
    }

    /// The item that follows in key order, or null.
    @Nullable EpItem next(EpItem item) {
        EpItem right = item.rbRight;
        if (right != null) {
            return leftmost(right);
        }
        EpItem child = item;
        EpItem parent = item.rbParent;
        while (parent != null && parent.rbRight == child) {
            child = parent;
            parent = parent.rbParent;
        }
        return parent;
    }

    /// `ep_rbtree_insert`: puts in an item whose key is not there yet.
    void insert(EpItem item) {
        EpItem parent = null;
        EpItem place = root;
        boolean left = false;
        while (place != null) {
            parent = place;
            left = compare(item.fileId, item.fd, place) < 0;
            place = left ? place.rbLeft : place.rbRight;
        }
        item.rbParent = parent;
        item.rbLeft = null;
        item.rbRight = null;
        item.rbRed = true;
        if (parent == null) {
            root = item;
        } else if (left) {
            parent.rbLeft = item;
        } else {
            parent.rbRight = item;
        }
        size++;
        recolourAfterInsert(item);
    }

    /// `rb_erase`: takes out an item that is there.
    void remove(EpItem item) {
        EpItem left = item.rbLeft;
        EpItem right = item.rbRight;
        EpItem gap; // what moved up to where a node was taken away, perhaps null
        EpItem gapParent;
        boolean blackLost;
        if (left == null || right == null) {
            gap = left == null ? right : left;
            gapParent = item.rbParent;
            blackLost = !item.rbRed;
            replace(item, gap);
        } else {
            EpItem heir = leftmost(right); // takes over the item's place and colour
            gap = heir.rbRight;
            blackLost = !heir.rbRed;
            gapParent = heir;
            if (heir != right) {
                gapParent = heir.rbParent;
                replace(heir, gap);
                heir.rbRight = right;
                right.rbParent = heir;
            }
            replace(item, heir);
            heir.rbLeft = left;
            left.rbParent = heir;
            heir.rbRed = item.rbRed;
        }
        item.rbParent = null;
        item.rbLeft = null;
        item.rbRight = null;
        size--;
        if (blackLost) {
            recolourAfterRemove(gap, gapParent);
        }
    }

    private void recolourAfterInsert(EpItem inserted) {
        EpItem item = inserted;
        EpItem parent = item.rbParent;
        while (parent != null && parent.rbRed) {
            EpItem grand = parentOf(parent); // a red node is not the root
            boolean parentIsLeft = grand.rbLeft == parent;
            EpItem uncle = parentIsLeft ? grand.rbRight : grand.rbLeft;
            if (uncle != null && uncle.rbRed) {
                parent.rbRed = false;
                uncle.rbRed = false;
                grand.rbRed = true;
                item = grand;
            } else {
                if (item == (parentIsLeft ? parent.rbRight : parent.rbLeft)) {
                    rotate(parent, parentIsLeft);
                    parent = item;
                }
                parent.rbRed = false;
                grand.rbRed = true;
                rotate(grand, !parentIsLeft);
                break;
            }
            parent = item.rbParent;
        }
        black(root);
    }

    /// The paths through `gap` have one black node too few.
    private void recolourAfterRemove(@Nullable EpItem from, @Nullable EpItem fromParent) {
        EpItem gap = from;
        EpItem parent = fromParent;
        while (parent != null && !isRed(gap)) {
            boolean gapIsLeft = parent.rbLeft == gap;
            EpItem sibling = child(parent, !gapIsLeft);
            if (sibling.rbRed) {
                sibling.rbRed = false;
                parent.rbRed = true;
                rotate(parent, gapIsLeft);
                sibling = child(parent, !gapIsLeft);
            }
            EpItem near = gapIsLeft ? sibling.rbLeft : sibling.rbRight;
            EpItem far = gapIsLeft ? sibling.rbRight : sibling.rbLeft;
            if (!isRed(near) && !isRed(far)) {
                sibling.rbRed = true;
                gap = parent;
                parent = parent.rbParent;
                continue;
            }
            if (!isRed(far)) {
                sibling.rbRed = true;
                rotate(sibling, !gapIsLeft);
                far = sibling;
                sibling = child(parent, !gapIsLeft);
            }
            sibling.rbRed = parent.rbRed;
            parent.rbRed = false;
            black(far);
            rotate(parent, gapIsLeft);
            return;
        }
        black(gap);
    }

    /// Turns the edge between `down` and its child on the other side, so that `down` moves down to
    /// the left or to the right.
    private void rotate(EpItem down, boolean toLeft) {
        EpItem up = child(down, !toLeft);
        EpItem moved = toLeft ? up.rbLeft : up.rbRight;
        replace(down, up);
        if (toLeft) {
            down.rbRight = moved;
            up.rbLeft = down;
        } else {
            down.rbLeft = moved;
            up.rbRight = down;
        }
        if (moved != null) {
            moved.rbParent = down;
        }
        down.rbParent = up;
    }

    /// Hangs `by` where `item` hangs, leaving the children of both alone.
    private void replace(EpItem item, @Nullable EpItem by) {
        EpItem parent = item.rbParent;
        if (parent == null) {
            root = by;
        } else if (parent.rbLeft == item) {
            parent.rbLeft = by;
        } else {
            parent.rbRight = by;
        }
        if (by != null) {
            by.rbParent = parent;
        }
    }

    private static EpItem leftmost(EpItem from) {
        EpItem item = from;
        for (EpItem left = item.rbLeft; left != null; left = item.rbLeft) {
            item = left;
        }
        return item;
    }

    /// `ep_cmp_ffd`.
    private static int compare(long fileId, int fd, EpItem item) {
        int order = Long.compare(fileId, item.fileId);
        return order != 0 ? order : Integer.compare(fd, item.fd);
    }

    private static boolean isRed(@Nullable EpItem item) {
        return item != null && item.rbRed;
    }

    private static void black(@Nullable EpItem item) {
        if (item != null) {
            item.rbRed = false;
        }
    }

    @SuppressWarnings("NullAway") // only for nodes that are not the root
    private static EpItem parentOf(EpItem item) {
        return item.rbParent;
    }

    @SuppressWarnings("NullAway") // only where the rules of the tree say there is one
    private static EpItem child(EpItem parent, boolean left) {
        return left ? parent.rbLeft : parent.rbRight;
    }
}
