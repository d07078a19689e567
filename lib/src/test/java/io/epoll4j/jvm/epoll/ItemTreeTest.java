package io.epoll4j.jvm.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.file.OpenFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTreeTest {
    private record Key(long fileId, int fd) {}

    private static final Comparator<Key> ORDER =
            Comparator.comparingLong(Key::fileId).thenComparingInt(Key::fd);

    private final Rig rig = new Rig();
    private final EventPoll ep = rig.epoll();

    private EpItem item(OpenFile file, int fd) {
        return new EpItem(ep, file, fd, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17, 60, 400})
    void doesWhatASortedMapDoes(int files) {
        Random random = new Random(files);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            sources.add(rig.source());
        }
        ItemTree tree = new ItemTree();
        TreeMap<Key, EpItem> model = new TreeMap<>(ORDER);
        for (int step = 0; step < 6_000; step++) {
            Source source = sources.get(random.nextInt(files));
            Key key = new Key(source.id, random.nextInt(4));
            EpItem found = tree.find(key.fileId(), key.fd());
            assertSame(model.get(key), found);
            // Phases in which the tree mostly grows and mostly shrinks.
            boolean grow = random.nextInt(10) < (step / 1_000 % 2 == 0 ? 8 : 2);
            if (found == null && grow) {
                EpItem item = item(source, key.fd());
                tree.insert(item);
                model.put(key, item);
            } else if (found != null && !grow) {
                tree.remove(found);
                model.remove(key);
                assertNull(found.rbLeft);
                assertNull(found.rbRight);
                assertNull(found.rbParent);
            }
            Invariants.verifyTree(tree);
            assertEquals(model.size(), tree.size());
        }
        assertEquals(new ArrayList<>(model.values()), inOrder(tree));
    }

    @Test
    void staysShallowWhenKeysComeInOrder() {
        ItemTree tree = new ItemTree();
        Source source = rig.source();
        int count = 1 << 14;
        for (int fd = 0; fd < count; fd++) {
            tree.insert(item(source, fd));
        }
        Invariants.verifyTree(tree);
        assertTrue(depth(tree.root()) <= 2 * 15, "depth " + depth(tree.root()));
        for (int fd = 0; fd < count; fd++) {
            tree.remove(tree.first());
        }
        assertNull(tree.first());
        assertNull(tree.root());
    }

    @Test
    void removesEveryNodeFromEveryTreeOfUpToNine() {
        Random random = new Random(7);
        for (int size = 1; size <= 9; size++) {
            for (int round = 0; round < 200; round++) {
                List<EpItem> items = new ArrayList<>();
                Source source = rig.source();
                for (int fd = 0; fd < size; fd++) {
                    items.add(item(source, fd));
                }
                Collections.shuffle(items, random);
                ItemTree tree = new ItemTree();
                items.forEach(tree::insert);
                Collections.shuffle(items, random);
                for (EpItem item : items) {
                    tree.remove(item);
                    Invariants.verifyTree(tree);
                    assertNull(tree.find(source.id, item.fd));
                }
                assertEquals(0, tree.size());
            }
        }
    }

    @Test
    void ordersByFileBeforeNumberAndNumbersAsSigned() {
        Source older = rig.source();
        Source newer = rig.source();
        ItemTree tree = new ItemTree();
        EpItem last = item(newer, 1);
        EpItem middle = item(older, Integer.MAX_VALUE);
        EpItem first = item(older, -5);
        for (EpItem item : List.of(last, middle, first)) {
            tree.insert(item);
        }
        assertEquals(List.of(first, middle, last), inOrder(tree));
    }

    private static int depth(EpItem item) {
        return item == null ? 0 : 1 + Math.max(depth(item.rbLeft), depth(item.rbRight));
    }

    private static List<EpItem> inOrder(ItemTree tree) {
        List<EpItem> items = new ArrayList<>();
        for (EpItem item = tree.first(); item != null; item = tree.next(item)) {
            items.add(item);
        }
        return items;
    }
}
