package io.epoll4j.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.loop.Rig.Recorder;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A call that is refused, and will be as often as it is tried: by a sandbox, or for lack of
/// memory. Nothing spins, nobody hangs.
@ParameterizedClass
@MethodSource("io.epoll4j.loop.Rig#realStages")
class RefusedCallsTest {
    @Parameter(0)
    Supplier<Stage> stages;

    @Parameter(1)
    Trigger trigger;

    Stage stage;
    Rig rig;
    Datagrams here;
    Datagrams there;
    final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        stage = stages.get();
        rig = new Rig(stage, new Settings().trigger(trigger));
        here = rig.loop.datagrams(SockAddr.loopback(0), (socket, bytes, from) -> {});
        there = rig.loop.datagrams(SockAddr.loopback(0), this::hear);
    }

    private void hear(Datagrams socket, ByteBuffer bytes, SockAddr from) {
        heard.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
        assertEquals(here.local().port(), from.port());
    }

    @AfterEach
    void close() {
        rig.close();
        assertEquals(0, rig.loop.snapshot().spins());
        stage.assertNothingOpen();
    }

    private List<String> send(int count) {
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) texts.add("datagram " + i);
        var target = there.local();
        here.execute(() -> texts.forEach(text -> here.send(Rig.ascii(text), target)));
        return texts;
    }

    private void refuse(String call, int errno) {
        stage.meddler.answer(call, arguments -> -errno);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOSYS, Errno.EPERM})
    void withoutBatchesDatagramsGoOneByOne(int errno) {
        refuse("recvmmsg", errno);
        refuse("sendmmsg", errno);
        var sent = send(100);
        rig.until(() -> heard.size() == 100);
        assertEquals(sent, heard);
        assertEquals(List.of(), rig.errors);
        assertEquals(100 + 990, rig.loop.snapshot().bytesIn());
        if (errno == Errno.ENOSYS) assertEquals(1, stage.meddler.count("sendmmsg"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOMEM, Errno.ENOBUFS, Errno.EACCES, Errno.EPERM, Errno.ENOSYS})
    void receivingThatIsRefusedPausesAndComesBack(int errno) {
        refuse("recvmmsg", errno);
        refuse("recvmsg", errno);
        send(3);
        rig.settle();
        int attempts = stage.meddler.count("recvmmsg") + stage.meddler.count("recvmsg");
        assertTrue(attempts <= 4, attempts + " attempts");
        long turns = rig.loop.snapshot().turns();
        rig.loop.turn(stage.atMost);
        assertEquals(turns + 1, rig.loop.snapshot().turns());
        assertTrue(rig.loop.snapshot().pauses() > 0);
        for (int i = 0; i < 20; i++) {
            stage.advance(Duration.ofSeconds(1));
            rig.settle();
        }
        attempts = stage.meddler.count("recvmmsg") + stage.meddler.count("recvmsg");
        assertTrue(attempts <= 4 + 3 * 20, attempts + " attempts in 20 s");
        stage.meddler.stopAnswering("recvmmsg");
        stage.meddler.stopAnswering("recvmsg");
        stage.advance(Duration.ofSeconds(1));
        rig.until(() -> heard.size() == 3);
        send(1);
        rig.until(() -> heard.size() == 4);
    }

    @Test
    void oneRefusalIsOne() {
        var calls = new ArrayList<Integer>();
        stage.meddler.answer(
                "recvmmsg",
                arguments -> {
                    calls.add(1);
                    return calls.size() == 1 ? -Errno.ECONNREFUSED : null;
                });
        send(1);
        rig.until(() -> heard.size() == 1);
        assertEquals(1, rig.errors.size());
        assertEquals(0, rig.loop.snapshot().pauses());
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ECONNABORTED, Errno.EPROTO, Errno.ENETDOWN, Errno.EINTR})
    void connectionsThatAreAlwaysGoneMakeAListenerPause(int errno) {
        var recorder = new Recorder();
        int port = rig.listen(recorder);
        refuse("accept4", errno);
        rig.connect(port);
        rig.settle();
        int attempts = stage.meddler.count("accept4");
        assertTrue(attempts <= 64, attempts + " attempts");
        stage.meddler.stopAnswering("accept4");
        stage.advance(Duration.ofSeconds(1));
        rig.until(() -> recorder.peers.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.ENOBUFS, Errno.ENOMEM, Errno.ENOSYS})
    void aPeerThatCannotBeSentToIsClosed(int errno) {
        var recorder = new Recorder();
        rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        refuse("send", errno);
        Peer peer = recorder.peers.getFirst();
        rig.on(peer, () -> peer.write(Rig.ascii("hello")));
        rig.settle();
        assertEquals(List.of("opened", "closed RESET"), recorder.log);
        assertEquals(errno, peer.error());
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.ENOMEM, Errno.ENOSYS, Errno.EACCES})
    void aPeerThatCannotBeReceivedFromIsClosed(int errno) {
        var recorder = new Recorder();
        var wire = rig.connect(rig.listen(recorder));
        rig.until(() -> recorder.peers.size() == 1);
        refuse("recv", errno);
        rig.kernel.write(wire.fd, java.lang.foreign.Arena.ofAuto().allocate(1), 0, 1);
        rig.until(() -> recorder.log.size() == 2);
        assertEquals(List.of("opened", "closed RESET"), recorder.log);
    }
}
