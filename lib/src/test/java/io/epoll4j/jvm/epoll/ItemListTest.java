package io.epoll4j.jvm.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemListTest {
    private final Rig rig = new Rig();
    private final EventPoll ep = rig.epoll();
    private final Source source = rig.source();
    private final EpItem a = item(0);
    private final EpItem b = item(1);
    private final EpItem c = item(2);
    private final EpItem d = item(3);

    private EpItem item(int fd) {
        return new EpItem(ep, source, fd, 0, 0);
    }

    @Test
    void keepsTheOrderOfBothEnds() {
        ItemList list = new ItemList();
        assertTrue(list.isEmpty());
        assertNull(list.first());
        list.addLast(b);
        list.addLast(c);
        list.addFirst(a);
        assertEquals(List.of(a, b, c), items(list));
        assertFalse(list.isEmpty());
        assertTrue(ItemList.isLinked(a));
    }

    @Test
    void takesOutFirstMiddleAndLast() {
        ItemList list = of(a, b, c, d);
        ItemList.remove(b);
        assertEquals(List.of(a, c, d), items(list));
        ItemList.remove(d);
        assertEquals(List.of(a, c), items(list));
        ItemList.remove(a);
        ItemList.remove(c);
        assertTrue(list.isEmpty());
        assertFalse(ItemList.isLinked(c));
    }

    @Test
    void putsAnotherListInFrontAndLeavesItEmpty() {
        ItemList list = of(c, d);
        ItemList other = of(a, b);
        list.takeAllInFront(other);
        assertEquals(List.of(a, b, c, d), items(list));
        assertTrue(other.isEmpty());
        list.takeAllInFront(other);
        assertEquals(List.of(a, b, c, d), items(list));
        other.takeAllInFront(list);
        assertTrue(list.isEmpty());
        assertEquals(List.of(a, b, c, d), items(other));
    }

    @Test
    void refusesAnItemThatIsOnAList() {
        ItemList list = of(a);
        assertThrows(AssertionError.class, () -> list.addLast(a));
        assertThrows(AssertionError.class, () -> new ItemList().addFirst(a));
    }

    @Test
    void doesWhatADequeDoes() {
        Random random = new Random(3);
        List<EpItem> pool = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pool.add(item(i));
        }
        ItemList list = new ItemList();
        ArrayDeque<EpItem> model = new ArrayDeque<>();
        for (int step = 0; step < 5_000; step++) {
            EpItem item = pool.get(random.nextInt(pool.size()));
            if (ItemList.isLinked(item)) {
                ItemList.remove(item);
                model.remove(item);
            } else if (random.nextBoolean()) {
                list.addFirst(item);
                model.addFirst(item);
            } else {
                list.addLast(item);
                model.addLast(item);
            }
            assertEquals(new ArrayList<>(model), items(list));
        }
    }

    private static ItemList of(EpItem... items) {
        ItemList list = new ItemList();
        for (EpItem item : items) {
            list.addLast(item);
        }
        return list;
    }

    private static List<EpItem> items(ItemList list) {
        List<EpItem> items = new ArrayList<>();
        for (EpItem item = list.first(); item != null; item = list.after(item)) {
            assertSame(item, item.rdlNext.rdlPrevious);
            assertSame(item, item.rdlPrevious.rdlNext);
            items.add(item);
        }
        return items;
    }
}
