package io.epoll4j.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is due, in order of time: a binary heap whose members know their places. Used by whoever
/// holds the baton.
final class Agenda {
    private Due[] heap = new Due[64];
    private int size;
    private long added;

    /// What is due next.
    @Nullable Due first() {
        return size == 0 ? null : heap[0];
    }

    /// Puts `due`, which is not there, on the agenda.
    void add(Due due, long at) {
        if (size == heap.length) heap = Arrays.copyOf(heap, size * 2);
        due.at = at;
        due.order = added++;
        up(size++, due);
    }

    /// Takes `due` off, if it is there.
    void remove(Due due) {
        int hole = due.index;
        if (hole < 0) return;
        due.index = -1;
        Due last = heap[--size];
        Arrays.fill(heap, size, size + 1, null);
        if (hole != size) up(down(hole, last), last);
    }

    private void up(int from, Due due) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!before(due, heap[parent])) break;
            put(hole, heap[parent]);
            hole = parent;
        }
        put(hole, due);
    }

    /// Moves smaller children up into the hole; answers where `due` belongs.
    private int down(int from, Due due) {
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
            if (!before(heap[child], due)) break;
            put(hole, heap[child]);
            hole = child;
        }
        return hole;
    }

    private void put(int index, Due due) {
        heap[index] = due;
        due.index = index;
    }

    private static boolean before(Due one, Due other) {
        return one.at != other.at ? one.at < other.at : one.order < other.order;
    }
}
