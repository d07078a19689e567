package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.KernelCall;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is selected, when, and at what cost.
@Timeout(60)
class SelectorTest {
    @ParameterizedTest
    @EnumSource
    void whatIsReadyStaysSoUntilItIsUsedUp(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            var key = pair.one().register(selector, OP_READ);
            assertEquals(0, selector.selectNow());
            pair.other().write(bytes("abcd"));
            for (String left : List.of("abcd", "bcd", "cd", "d")) {
                selector.selectedKeys().clear();
                assertEquals(1, selector.select(), left);
                assertTrue(key.isReadable());
                assertEquals(1, pair.one().read(ByteBuffer.allocate(1)));
            }
            selector.selectedKeys().clear();
            assertEquals(0, selector.selectNow(), "exactly as many as there were");
            pair.other().close();
            for (int i = 0; i < 3; i++) {
                selector.selectedKeys().clear();
                assertEquals(1, selector.select(), "an end is to be read, again and again");
                assertEquals(-1, pair.one().read(ByteBuffer.allocate(1)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void roomToWriteIsUsedUpAndComesAgain(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            pair.other().configureBlocking(false);
            pair.one().register(selector, OP_WRITE);
            assertEquals(1, selector.select());
            while (pair.one().write(ByteBuffer.allocate(100_000)) > 0) {}
            selector.selectedKeys().clear();
            assertEquals(0, selector.selectNow());
            var into = ByteBuffer.allocate(1_000_000);
            while (selector.select(1) == 0) pair.other().read(into.clear());
            assertTrue(pair.one().write(ByteBuffer.allocate(1)) > 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestCostsNoEpollCtl(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            var key = pair.one().register(selector, OP_READ);
            var into = ByteBuffer.allocateDirect(64);
            selector.selectNow();
            long before = rig.count(KernelCall.EPOLL_CTL);
            for (int i = 0; i < 10; i++) {
                pair.other().write(bytes("request"));
                selector.select();
                selector.selectedKeys().clear();
                key.interestOps(0); // as servers do that hand it on
                pair.one().read(into.clear());
                key.interestOps(OP_READ);
            }
            assertEquals(before, rig.count(KernelCall.EPOLL_CTL));
        }
    }

    @ParameterizedTest
    @EnumSource
    void interestIsWhatIsSelected(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            var key = pair.one().register(selector, 0);
            pair.other().write(bytes("x"));
            assertEquals(0, selector.selectNow());
            assertEquals(0, key.interestOpsOr(OP_READ));
            assertEquals(1, selector.select());
            assertEquals(OP_READ, key.readyOps());
            key.interestOpsOr(OP_WRITE);
            assertEquals(1, selector.select(), "more to tell of a key that is selected already");
            assertEquals(OP_READ | OP_WRITE, key.readyOps());
            assertEquals(0, selector.selectNow(), "nothing new");
            assertEquals(OP_READ | OP_WRITE, key.interestOpsAnd(OP_WRITE));
            selector.selectedKeys().clear();
            assertEquals(1, selector.selectNow());
            assertEquals(OP_WRITE, key.readyOps());
            assertThrows(IllegalArgumentException.class, () -> key.interestOps(OP_ACCEPT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectsAndAccepts(On on) throws Exception {
        var rig = on.rig();
        try (var listener = rig.listener();
                var client = rig.provider.openSocketChannel();
                var selector = rig.provider.openSelector()) {
            listener.configureBlocking(false).register(selector, OP_ACCEPT);
            client.configureBlocking(false);
            var key = client.register(selector, OP_CONNECT); // before it connects, as some do
            selector.selectNow();
            selector.selectedKeys().clear();
            boolean done = client.connect(listener.getLocalAddress());
            while (!done) {
                selector.select();
                if (key.isConnectable()) done = client.finishConnect();
            }
            key.interestOps(OP_READ);
            SelectionKey accept = listener.keyFor(selector);
            while (!selector.selectedKeys().contains(accept)) selector.select();
            try (var accepted = listener.accept()) {
                selector.selectedKeys().clear();
                assertEquals(0, selector.selectNow());
                accepted.write(bytes("hello"));
                assertEquals(1, selector.select());
                assertTrue(key.isReadable());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wakeUpsEndOneSelection(On on) throws Exception {
        var rig = on.rig();
        try (Selector selector = rig.provider.openSelector()) {
            selector.wakeup();
            selector.wakeup();
            assertEquals(0, selector.select());
            assertEquals(0, selector.select(1), "one for both");
            var waiting = rig.startWaiting(selector::select);
            selector.wakeup();
            assertEquals(0, waiting.result());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptWakesAndStaysSet(On on) throws Exception {
        var rig = on.rig();
        try (var selector = rig.provider.openSelector()) {
            var waiting =
                    rig.startWaiting(() -> {
                        int count = selector.select();
                        return Thread.interrupted() ? count : -1;
                    });
            waiting.thread().interrupt();
            assertEquals(0, waiting.result());
            assertTrue(selector.isOpen());
            assertEquals(0, selector.select(1), "and nothing of it is left for the next");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancelledKeysGoAndCanComeBack(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            pair.other().write(bytes("x"));
            for (int i = 0; i < 3; i++) {
                var key = pair.one().register(selector, OP_READ);
                assertEquals(1, selector.select());
                key.cancel();
                assertThrows(CancelledKeyException.class, key::interestOps);
                assertThrows(
                        CancelledKeyException.class, () -> pair.one().register(selector, OP_READ));
                assertEquals(0, selector.selectNow());
                assertTrue(selector.keys().isEmpty());
                assertTrue(selector.selectedKeys().isEmpty());
            }
            pair.one().register(selector, OP_READ);
            pair.one().close();
            assertEquals(0, selector.selectNow());
            assertTrue(selector.keys().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void actionsAreCalledWithoutSelectedKeys(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var selector = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            var key = pair.one().register(selector, OP_READ);
            pair.other().write(bytes("x"));
            var told = new ArrayList<SelectionKey>();
            assertEquals(1, selector.select(told::add));
            assertEquals(1, selector.select(told::add), "it was not read");
            assertEquals(List.of(key, key), told);
            assertTrue(selector.selectedKeys().isEmpty());
            assertThrows(
                    IllegalStateException.class, () -> selector.select(_ -> selectAgain(selector)));
        }
    }

    private static void selectAgain(Selector selector) {
        try {
            selector.selectNow();
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneChannelWithTwoSelectors(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair();
                var one = rig.provider.openSelector();
                var two = rig.provider.openSelector()) {
            pair.one().configureBlocking(false);
            pair.one().register(one, OP_READ);
            pair.one().register(two, OP_READ);
            for (int i = 0; i < 3; i++) {
                pair.other().write(bytes("x"));
                assertEquals(1, one.select());
                assertEquals(1, two.select());
                pair.one().read(ByteBuffer.allocate(10));
                one.selectedKeys().clear();
                two.selectedKeys().clear();
                assertEquals(0, one.selectNow());
                assertEquals(0, two.selectNow());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsTheWaitAndEverything(On on) throws Exception {
        var rig = on.rig();
        try (var pair = rig.pair()) {
            var selector = rig.provider.openSelector();
            pair.one().configureBlocking(false);
            var key = pair.one().register(selector, OP_READ);
            var waiting = rig.startWaiting(selector::select);
            selector.close();
            assertEquals(0, waiting.result());
            assertFalse(key.isValid());
            assertThrows(ClosedSelectorException.class, selector::selectNow);
            assertThrows(ClosedSelectorException.class, selector::keys);
            assertFalse(pair.one().isRegistered());
            pair.one().configureBlocking(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangersAreRefused(On on) throws Exception {
        var rig = on.rig();
        try (var selector = rig.provider.openSelector();
                var foreign = KernelSelectorProvider.on(Kernel.linux()).openSocketChannel()) {
            foreign.configureBlocking(false);
            assertThrows(IllegalSelectorException.class, () -> foreign.register(selector, OP_READ));
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreKept(On on) throws Exception {
        try (var selector = on.rig().provider.openSelector()) {
            long before = System.nanoTime();
            assertEquals(0, selector.select(20));
            assertTrue(System.nanoTime() - before >= 19_000_000);
            assertThrows(IllegalArgumentException.class, () -> selector.select(-1));
        }
    }
}
