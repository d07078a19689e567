package io.epoll4j.jvm.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.task.WaitEntry;
import io.epoll4j.jvm.task.WaitQueue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// What must hold of an epoll whenever no transfer is going on.
public final class Invariants {
    private Invariants() {}

    /// Looks at everything under the epoll's own locks, so it may be called while other threads use
    /// the epoll.
    static void verify(EventPoll ep) {
        ep.mtx.lock();
        try {
            verifyTree(ep.rbr);
            assertTrue(ep.transfer.isEmpty(), "a transfer left items behind");
            ep.lock.lock();
            try {
                verifyReady(ep);
            } finally {
                ep.lock.unlock();
            }
            for (EpItem item = ep.rbr.first(); item != null; item = ep.rbr.next(item)) {
                verifyItem(ep, item);
            }
        } finally {
            ep.mtx.unlock();
        }
    }

    static void verifyTree(ItemTree tree) {
        EpItem root = tree.root();
        assertEquals(tree.size() == 0, root == null, "no root, or one too many");
        if (root != null) {
            assertNull(root.rbParent, "the root has a parent");
            assertFalse(root.rbRed, "the root is red");
            blackHeight(root);
        }
        int count = 0;
        EpItem before = null;
        for (EpItem item = tree.first(); item != null; item = tree.next(item)) {
            if (before != null) {
                assertTrue(
                        before.fileId < item.fileId
                                || before.fileId == item.fileId && before.fd < item.fd,
                        "keys out of order");
            }
            before = item;
            count++;
        }
        assertEquals(tree.size(), count, "size of the tree");
    }

    private static int blackHeight(EpItem item) {
        if (item == null) {
            return 1;
        }
        for (EpItem child : new EpItem[] {item.rbLeft, item.rbRight}) {
            if (child != null) {
                assertSame(item, child.rbParent, "a child does not know its parent");
                assertFalse(item.rbRed && child.rbRed, "a red node has a red child");
            }
        }
        int left = blackHeight(item.rbLeft);
        assertEquals(left, blackHeight(item.rbRight), "black heights differ");
        return left + (item.rbRed ? 0 : 1);
    }

    private static void verifyReady(EventPoll ep) {
        assertSame(EpItem.INACTIVE, ep.ovflist, "a transfer did not end");
        Set<EpItem> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (EpItem item = ep.rdllist.first(); item != null; item = ep.rdllist.after(item)) {
            assertTrue(seen.add(item), "an item is on the ready list twice");
            assertSame(item, item.rdlNext.rdlPrevious, "a broken link");
            assertSame(item, item.rdlPrevious.rdlNext, "a broken link");
            assertSame(item, ep.rbr.find(item.fileId, item.fd), "ready but not in the tree");
        }
        for (EpItem item = ep.rbr.first(); item != null; item = ep.rbr.next(item)) {
            assertSame(EpItem.INACTIVE, item.overflowNext, "left on the overflow list");
            assertEquals(seen.contains(item), ItemList.isLinked(item), "linked elsewhere");
        }
        verifyQueue(ep.wq);
    }

    private static void verifyItem(EventPoll ep, EpItem item) {
        assertSame(ep, item.ep);
        assertTrue(isWatcher(item), "not on its file's list of watchers");
        WaitQueue queue = item.queue;
        if (queue != null) {
            queue.lock();
            try {
                verifyQueue(queue);
            } finally {
                queue.unlock();
            }
        }
    }

    private static boolean isWatcher(EpItem item) {
        for (EpItem each = EpItem.firstOf(item.file); each != null; each = each.nextOfFile()) {
            if (each == item) {
                return true;
            }
        }
        return false;
    }

    public static void verifyQueue(WaitQueue queue) {
        WaitEntry before = null;
        assertEquals(
                queue.isActive(), queue.firstLocked() != null, "whether somebody stands there");
        for (WaitEntry entry = queue.firstLocked(); entry != null; entry = entry.next) {
            assertSame(queue, entry.queue, "stands on another queue");
            assertSame(before, entry.previous, "a broken link");
            before = entry;
        }
    }
}
