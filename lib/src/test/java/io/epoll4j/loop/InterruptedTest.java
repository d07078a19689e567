package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls that a signal interrupts, as some systems between the loop and the kernel let happen even
/// to calls that never wait: nobody notices.
@ParameterizedClass
@ExtendWith(InWorld.class)
@MethodSource("worlds")
class InterruptedTest {
    @Parameter(0)
    Supplier<Kernel> kernels;

    @Parameter(1)
    Trigger trigger;

    static Stream<Arguments> worlds() {
        return Rig.kernels()
                .flatMap(kernel ->
                        Stream.of(Trigger.values()).map(trigger -> Arguments.of(kernel, trigger)));
    }

    /// Interrupts every second of the calls that may be.
    private static Meddler interrupting(Kernel kernel, String... calls) {
        var meddler = new Meddler(kernel);
        for (var call : calls) {
            int[] count = {0};
            meddler.answer(call, arguments -> count[0]++ % 2 == 0 ? -Errno.EINTR : null);
        }
        meddler.answer(
                "close",
                arguments -> {
                    assertEquals(0, kernel.close((int) arguments[0]));
                    return -Errno.EINTR;
                });
        return meddler;
    }

    @Test
    void aConversation() {
        var real = kernels.get();
        var meddler =
                interrupting(
                        real,
                        "recv",
                        "send",
                        "writev",
                        "accept4",
                        "write",
                        "epollWait",
                        "epollPwait2");
        var handler =
                new Rig.Recorder() {
                    @Override
                    public void received(Peer peer, ByteBuffer bytes) {
                        peer.write(bytes.duplicate());
                        super.received(peer, bytes.duplicate());
                        peer.write(bytes);
                    }
                };
        try (var rig = new Rig(meddler.kernel, trigger)) {
            var at = rig.loop.listen(InWorld.at(0), handler).address().sockAddr();
            var client = new Client(InWorld.far(real), at);
            for (int i = 1; i <= 3; i++) {
                String much = "0123456789abcdef".repeat(4_000);
                client.say(much);
                long want = 2L * i * much.length();
                rig.until(() -> rig.loop.snapshot().bytesOut() == want);
                assertEquals(2 * much.length(), client.hear(2 * much.length()).length());
            }
            client.close();
            rig.until(() -> rig.loop.snapshot().connections() == 0);
            assertEquals(List.of(), rig.errors);
            assertEquals(List.of("opened", "ended", "closed ENDED"), handler.log);
        }
    }

    @Test
    void datagrams() {
        var meddler =
                interrupting(kernels.get(), "recvmmsg", "sendmmsg", "sendto", "epollWait", "write");
        var heard = new ArrayList<String>();
        try (var rig = new Rig(meddler.kernel, trigger)) {
            var there =
                    rig.loop.datagrams(
                            SockAddr.loopback(0),
                            (socket, bytes, from) ->
                                    heard.add(
                                            StandardCharsets.ISO_8859_1.decode(bytes).toString()));
            var here = rig.loop.datagrams(SockAddr.loopback(0), (socket, bytes, from) -> {});
            var sent = new ArrayList<String>();
            for (int i = 0; i < 40; i++) {
                var text = "datagram " + i;
                sent.add(text);
                here.execute(() -> assertTrue(here.send(Rig.ascii(text), there.local())));
                rig.until(() -> heard.size() == sent.size());
            }
            assertEquals(sent, heard);
            assertEquals(List.of(), rig.errors);
        }
    }

    @Test
    void connecting() {
        var real = kernels.get();
        var meddler = new Meddler(real);
        // As POSIX has it: an interrupted connect goes on by itself.
        meddler.answer(
                "connect",
                arguments -> {
                    int answer = real.connect((int) arguments[0], (SockAddr) arguments[1]);
                    assertTrue(answer == 0 || answer == -Errno.EINPROGRESS);
                    return -Errno.EINTR;
                });
        try (var rig = new Rig(meddler.kernel, trigger)) {
            var at = rig.loop.listen(InWorld.at(0), (peer, bytes) -> {}).address().sockAddr();
            var client = new Rig.Recorder();
            rig.loop.connect(at, client);
            rig.until(() -> !client.log.isEmpty());
            assertEquals(List.of("opened"), client.log);
        }
    }
}
