package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.LiveHeap;
import org.junit.jupiter.api.Test;

/// What it costs to watch a descriptor: at most 120 bytes of heap, where Linux takes about 160.
class WatchedItemSteadyStateTest {
    private static final int ITEMS = 100_000;
    private static final int MOST = 120;
    private static final int NOISE = 1 << 16;

    private final Machine at = Machine.ours();
    private final int epoll = at.own(at.kernel.epollCreate1(0));
    private final int[] sources = new int[ITEMS];

    private void change(int op) {
        for (int fd : sources) {
            Machine.ok(at.kernel.epollCtl(epoll, op, fd, EPOLLIN, fd));
        }
    }

    @Test
    void aWatchedDescriptorTakesAtMost120BytesAndGivesThemBack() {
        for (int i = 0; i < ITEMS; i++) {
            sources[i] = at.kernel.eventfd(0, EFD_NONBLOCK);
        }
        change(EPOLL_CTL_ADD); // whatever is made once is made now
        change(EPOLL_CTL_DEL);
        long before = LiveHeap.bytes();
        change(EPOLL_CTL_ADD);
        long each = (LiveHeap.bytes() - before) / ITEMS;
        assertTrue(each > 0 && each <= MOST, each + " bytes for each watched descriptor");
        change(EPOLL_CTL_DEL);
        long left = LiveHeap.bytes() - before;
        assertTrue(left < NOISE, left + " bytes are left when nothing is watched");
    }
}
