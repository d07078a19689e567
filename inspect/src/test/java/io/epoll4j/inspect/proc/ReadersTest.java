package io.epoll4j.inspect.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.epoll4j.inspect.model.Task.Wait;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What Linux writes into /proc, as it was recorded.
class ReadersTest {
    @Test
    void theItemsOfAnEpoll() {
        var items =
                EpollItems.parse(
                        """
                        pos:\t0
                        flags:\t02000002
                        mnt_id:\t17
                        ino:\t1038
                        tfd:        9 events:       19 data:     7f6d00000009  pos:0 ino:40e sdev:10
                        tfd:        4 events: 80000019 data: ffffffffffffffff  pos:0 ino:9f5980 sdev:9
                        tfd:        9 events: 40000000 data:                0  pos:0 ino:40e sdev:10
                        """);
        assertEquals(
                List.of(
                        new EpollItems.Item(9, 0x19, 0x7f6d00000009L, 0x40e, 0x10, 0),
                        new EpollItems.Item(4, 0x80000019, -1, 0x9f5980, 9, 0),
                        new EpollItems.Item(9, 0x40000000, 0, 0x40e, 0x10, 1)),
                items);
    }

    @Test
    void addressesAreInTheOrderOfTheMachine() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
        assertEquals("127.0.0.1:8000", SocketTables.address("0100007F:1F40"));
        assertEquals("*:2024", SocketTables.address("00000000:07E8"));
        assertEquals("*", SocketTables.address("00000000:0000"));
        assertEquals(
                "[0:0:0:0:0:0:0:1]:80",
                SocketTables.address("00000000000000000000000001000000:0050"));
    }

    @Test
    void theCallOfAThread() {
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")));
        var call = Tasks.call("232 0x3 0x56177339fea0 0x3ff 0xffffffff 0x0 0x0 0x7fff 0x7f6d\n");
        assertNotNull(call);
        assertEquals("epoll_wait(3)", call.text());
        assertEquals(new Wait(1023, Wait.FOREVER), call.waiting());
        call = Tasks.call("281 0x9 0x7ffd 0x400 0x2710 0x0 0x8 0x7ffd 0x7f33\n");
        assertNotNull(call);
        assertEquals(new Wait(1024, 10_000), call.waiting());
        call = Tasks.call("202 0x7f31 0x189 0x0 0x7f31 0x0 0xffffffff 0x7ffd 0x7f31\n");
        assertNotNull(call);
        assertEquals("futex", call.text());
        assertNull(Tasks.call("running\n"));
        assertNull(Tasks.call("-1 0x7ffd 0x7f31\n"));
        assertNull(Tasks.call(""));
    }

    @Test
    void signalsOfAMask() {
        assertEquals(List.of(2, 10, 64), Targets.signals("8000000000000202"));
        assertEquals(List.of(), Targets.signals(""));
    }

    @Test
    void valuesByKey() {
        var text = "State:\tS\nvoluntary_ctxt_switches:\t79\nnonvoluntary_ctxt_switches:\t5\n";
        assertEquals("79", ProcDir.value(text, "voluntary_ctxt_switches"));
        assertEquals("S", ProcDir.value(text, "State"));
        assertEquals("", ProcDir.value(text, "Nothing"));
    }
}
