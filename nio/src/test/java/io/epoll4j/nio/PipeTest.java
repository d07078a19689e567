package io.epoll4j.nio;

import static io.epoll4j.nio.Rig.bytes;
import static io.epoll4j.nio.Rig.text;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.nio.Rig.On;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pipes: what goes through them, how they are selected, and how they end.
@Timeout(60)
class PipeTest {
    @ParameterizedTest
    @EnumSource
    void bytesGoThroughAndEnd(On on) throws Exception {
        var rig = on.rig();
        var pipe = rig.provider.openPipe();
        try (var source = pipe.source()) {
            var reader =
                    rig.startWaiting(() -> {
                        var into = ByteBuffer.allocate(10);
                        source.read(into);
                        return text(into);
                    });
            pipe.sink().write(bytes("hello"));
            assertEquals("hello", reader.result());
            assertEquals(3, pipe.sink().write(new ByteBuffer[] {bytes("a"), bytes("bc")}));
            var first = ByteBuffer.allocate(1);
            var rest = ByteBuffer.allocate(9);
            assertEquals(3, source.read(new ByteBuffer[] {first, rest}));
            pipe.sink().close();
            assertEquals(-1, source.read(rest));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyReadsABrokenPipe(On on) throws Exception {
        var pipe = on.rig().provider.openPipe();
        pipe.source().close();
        assertEquals(
                "Broken pipe",
                assertThrows(IOException.class, () -> pipe.sink().write(bytes("x"))).getMessage());
        pipe.sink().close();
    }

    @ParameterizedTest
    @EnumSource
    void closingEndsTheWait(On on) throws Exception {
        var rig = on.rig();
        var pipe = rig.provider.openPipe();
        var reader =
                rig.startWaiting(() ->
                        assertThrows(
                                AsynchronousCloseException.class,
                                () -> pipe.source().read(ByteBuffer.allocate(1))));
        pipe.source().close();
        reader.result();
        pipe.sink().close();
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsAreSelected(On on) throws Exception {
        var rig = on.rig();
        var pipe = rig.provider.openPipe();
        try (var source = pipe.source();
                var sink = pipe.sink();
                var selector = rig.provider.openSelector()) {
            source.configureBlocking(false);
            sink.configureBlocking(false);
            var out = source.register(selector, OP_READ);
            var in = sink.register(selector, OP_WRITE);
            selector.select();
            assertTrue(in.isWritable());
            while (sink.write(ByteBuffer.allocate(10_000)) > 0) {}
            selector.selectedKeys().clear();
            selector.select();
            assertTrue(out.isReadable());
            assertEquals(1, selector.selectedKeys().size());
            var into = ByteBuffer.allocate(100_000);
            while (source.read(into.clear()) > 0) {}
            selector.selectedKeys().clear();
            assertEquals(1, selector.select());
            assertTrue(selector.selectedKeys().contains(in));
        }
    }
}
