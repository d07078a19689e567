package io.epoll4j.inspect.rule;

import static io.epoll4j.inspect.rule.Scene.accepted;
import static io.epoll4j.inspect.rule.Scene.connected;
import static io.epoll4j.inspect.rule.Scene.left;
import static io.epoll4j.inspect.rule.Scene.listener;
import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Watched.Holder;
import io.epoll4j.inspect.model.Watched.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules on made-up looks: what each finds, and what looks the same and is well.
class RulesTest {
    private static final int CLIENT = 7;

    private static void assertFound(String what, List<Finding> findings) {
        var found =
                findings.stream()
                        .map(one ->
                                one.certainty().text() + " " + one.sickness().code() + one.fds())
                        .toList();
        assertEquals(what.isEmpty() ? List.of() : List.of(what), found, findings::toString);
    }

    private static Scene asleep() {
        return new Scene().sleeper().item(4, EPOLLIN, listener(0, 16));
    }

    private static Scene spinning(Target target, int mask, int polled) {
        return new Scene().running(40).ready().item(CLIENT, mask, target, polled);
    }

    /// What such a scene was like a second before.
    private static Scene spunUp(Target target, int mask, int polled) {
        return new Scene().starting().ready().item(CLIENT, mask, target, polled);
    }

    private static List<Finding> spun(Target target, int mask, int polled) {
        return spinning(target, mask, polled).findingsAfter(spunUp(target, mask, polled));
    }

    @Test
    void aHealthyOneAtRestHasNothing() {
        assertFound("", asleep().item(CLIENT, EPOLLIN | EPOLLET, accepted(0, 0)).findings());
    }

    @Test
    void bytesUnderAnEdgeThatAllSleepThroughAreMissed() {
        assertFound(
                "likely missed-edge[7]",
                asleep().item(CLIENT, EPOLLIN | EPOLLET, accepted(9, 0)).findings());
    }

    @Test
    void bytesThatComeAndGoAreNotMissed() {
        var before = asleep().item(CLIENT, EPOLLIN | EPOLLET, accepted(8, 0));
        assertFound(
                "", asleep().item(CLIENT, EPOLLIN | EPOLLET, accepted(9, 0)).findingsAfter(before));
    }

    @Test
    void aProxyThatWaitsForItsOtherSideMayPause() {
        assertFound(
                "possible missed-edge[7]",
                asleep().item(CLIENT, EPOLLIN | EPOLLET, connected(107_361))
                        .item(8, EPOLLIN | EPOLLET, accepted(0, 2_500_000))
                        .findings());
        assertFound(
                "possible missed-edge[7]",
                asleep().item(CLIENT, EPOLLIN | EPOLLET, accepted(9, 0))
                        .item(8, EPOLLIN | EPOLLET, connected(0))
                        .findings());
    }

    @Test
    void aRuntimeThatReadsOnDemandMayPause() {
        assertFound(
                "possible missed-edge[7]",
                asleep().asleepIn("futex", -1)
                        .item(CLIENT, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, accepted(9, 0))
                        .findings());
    }

    @Test
    void anEdgeTriggeredCounterMayStandAboveZero() {
        assertFound("", asleep().item(CLIENT, EPOLLIN | EPOLLET, new Target.EventFd(5)).findings());
    }

    @Test
    void disarmedWithBytesUnreadIsForgotten() {
        assertFound(
                "likely oneshot-disarmed[7]",
                asleep().item(CLIENT, EPOLLONESHOT, accepted(9, 0)).findings());
        assertFound(
                "possible oneshot-disarmed[7]",
                asleep().item(CLIENT, EPOLLONESHOT, accepted(0, 0)).findings());
    }

    @Test
    void disarmedInTheHandsOfAWorkerIsServed() {
        assertFound(
                "possible oneshot-disarmed[7]",
                asleep().asleepIn("recvfrom", 9)
                        .item(CLIENT, EPOLLONESHOT, accepted(9, 0))
                        .findings());
    }

    @Test
    void aVirtualThreadsSocketIsDisarmedWhenItIsNotRead() {
        var virtual = asleep().virtualThreads();
        assertFound("", virtual.item(CLIENT, EPOLLONESHOT, accepted(0, 0)).findings());
        assertFound(
                "possible oneshot-disarmed[8]",
                virtual.item(8, EPOLLONESHOT, accepted(9, 0)).findings());
    }

    @Test
    void aHangUpNobodyTakesSpins() {
        assertFound(
                "sure hangup-spin[7]", spun(left(), 0, EPOLLIN | EPOLLOUT | EPOLLHUP | EPOLLRDHUP));
        assertFound("sure hangup-spin[7]", spun(left(), EPOLLIN, EPOLLIN | EPOLLRDHUP));
        assertFound("sure hangup-spin[7]", spun(new Target.Pipe("", 0), EPOLLIN, EPOLLERR));
        assertFound("likely hangup-spin[7]", spun(left(), EPOLLIN, -1));
    }

    @Test
    void aBusyServerThatSleepsNowAndThenDoesNotSpin() {
        var before = new Scene().starting().sleeper().item(CLIENT, EPOLLIN, left(), EPOLLHUP);
        var now = new Scene().running(40).sleeper().item(CLIENT, EPOLLIN, left(), EPOLLHUP);
        assertTrue(
                now.findingsAfter(before).stream()
                        .noneMatch(one -> one.sickness() == Sickness.HANGUP_SPIN));
    }

    @Test
    void roomToWriteAndNothingToSendSpins() {
        assertFound("sure epollout-spin[7]", spun(accepted(0, 0), EPOLLIN | EPOLLOUT, EPOLLOUT));
        var unix = new Target.Unix("", "stream", "CONNECTED", 0);
        assertFound("likely epollout-spin[7]", spun(unix, EPOLLIN | EPOLLOUT, EPOLLOUT));
        assertFound("", spun(accepted(0, 0), EPOLLIN | EPOLLOUT | EPOLLET, EPOLLOUT));
    }

    @Test
    void aBusyWriterIsBusy() {
        var more = new Target.Tcp("a:80", "b:1", "ESTABLISHED", 0, 0, -1, 9_000, 500, false);
        assertFound(
                "",
                spinning(more, EPOLLIN | EPOLLOUT, EPOLLOUT)
                        .findingsAfter(spunUp(accepted(0, 0), EPOLLIN | EPOLLOUT, EPOLLOUT)));
    }

    @Test
    void countersThatAreNotReadSpin() {
        assertFound("sure unread-eventfd[7]", spun(new Target.EventFd(3), EPOLLIN, EPOLLIN));
        assertFound("sure unread-timerfd[7]", spun(new Target.TimerFd(1, 0, 0), EPOLLIN, EPOLLIN));
        var signal = new Target.SignalFd(List.of(10), List.of(10));
        assertFound("sure unread-signalfd[7]", spun(signal, EPOLLIN, -1));
        assertFound("", spun(new Target.EventFd(3), EPOLLIN | EPOLLET, EPOLLIN));
    }

    @Test
    void whoReadsOftenMayHaveReadTheCounterToo() {
        var count = new Target.EventFd(1);
        var before = spunUp(count, EPOLLIN, EPOLLIN);
        assertFound(
                "likely unread-eventfd[7]",
                spinning(count, EPOLLIN, EPOLLIN).reads(12).findingsAfter(before));
        assertFound(
                "possible unread-eventfd[7]",
                spinning(count, EPOLLIN, EPOLLIN).reads(10_000).findingsAfter(before));
    }

    @Test
    void inputThatIsNotReadSpins() {
        assertFound("sure unread-input[7]", spun(accepted(9, 0), EPOLLIN, EPOLLIN));
        assertFound("likely unread-input[7]", spun(listener(2, 16), EPOLLIN, EPOLLIN));
        var unix = new Target.Unix("", "stream", "CONNECTED", 9);
        assertFound("possible unread-input[7]", spun(unix, EPOLLIN, EPOLLIN));
    }

    @Test
    void whatIsClosedAndWatchedIsSeenAtBothLooks() {
        var held = new Holder(123, "child", 9, 0);
        var scene = asleep().item(CLIENT, EPOLLIN, accepted(0, 0), -1, Place.CLOSED, held);
        assertFound("sure closed-but-watched[7]", scene.findings());
        var seen = scene.findings().getFirst().evidence();
        assertTrue(seen.contains("as 9 of child (pid 123)"), seen);
        assertFound("", scene.findingsAfter(asleep().item(CLIENT, EPOLLIN, accepted(0, 0))));
    }

    @Test
    void aChildMayCloseWhatItInherited() {
        var child =
                new Scene()
                        .asleepIn("wait4", -1)
                        .sharedWith(1)
                        .item(CLIENT, EPOLLIN, accepted(0, 0), -1, Place.CLOSED);
        assertTrue(child.findings().stream().noneMatch(Finding::counts));
    }

    @Test
    void eventsThatWaitWhileTheirThreadIsElsewhereAreStuck() {
        var scene =
                new Scene()
                        .ready()
                        .asleepIn("flock", 5)
                        .item(CLIENT, EPOLLIN, accepted(9, 0), EPOLLIN);
        assertFound("sure stuck-handler[]", scene.findings());
        var seen = scene.findings().getFirst().evidence();
        assertTrue(seen.contains("flock(5)"), seen);
        assertFound("possible stuck-handler[]", scene.asleepIn("read", 0).findings());
    }

    @Test
    void aThreadOfThePoolIsNotTheOneThatIsStuck() {
        assertFound(
                "likely stuck-handler[]",
                new Scene()
                        .ready()
                        .asleepIn("futex", -1)
                        .asleepIn("recvfrom", 5)
                        .item(CLIENT, EPOLLIN, accepted(9, 0), EPOLLIN)
                        .findings());
    }

    @Test
    void aThreadThatComputesIsStuckIfNothingMoves() {
        var before = new Scene().starting().ready().item(CLIENT, EPOLLIN, accepted(9, 0), EPOLLIN);
        assertFound(
                "likely stuck-handler[]",
                new Scene()
                        .running(0)
                        .ready()
                        .item(CLIENT, EPOLLIN, accepted(9, 0), EPOLLIN)
                        .findingsAfter(before));
        assertFound(
                "",
                new Scene()
                        .running(0)
                        .ready()
                        .item(CLIENT, EPOLLIN, accepted(8, 0), EPOLLIN)
                        .findingsAfter(before));
    }

    @Test
    void aFullBacklogBeforeASleepingLoop() {
        assertFound(
                "likely backlog-full[7]",
                new Scene().sleeper().item(CLIENT, EPOLLIN | EPOLLET, listener(17, 16)).findings());
        assertFound(
                "possible backlog-full[7]",
                new Scene().sleeper().item(CLIENT, 0, listener(17, 16)).findings());
        assertFound(
                "possible backlog-full[9]",
                new Scene()
                        .sleeper()
                        .item(4, EPOLLIN, accepted(0, 0))
                        .unwatched(9, listener(17, 16))
                        .findings());
    }

    @Test
    void closeWaitThatNobodyCloses() {
        assertFound(
                "likely close-wait[7]",
                asleep().item(CLIENT, EPOLLIN | EPOLLET, left()).findings());
        assertFound("likely close-wait[9]", asleep().unwatched(9, left()).findings());
    }

    @Test
    void aClosedConnectionKeptForLaterIsHarmless() {
        var kept = Scene.tcp("127.0.0.1:50000", "127.0.0.1:90", "CLOSE_WAIT", 0, 0);
        assertFound("possible close-wait[9]", asleep().unwatched(9, kept).findings());
    }

    @Test
    void anAnswerStillDueKeepsAClosedPeer() {
        assertFound(
                "possible close-wait[7]",
                asleep().item(CLIENT, EPOLLIN | EPOLLET, left())
                        .item(8, EPOLLIN, connected(0))
                        .findings());
    }

    @Test
    void exclusiveListenersMakeNoHerd() {
        assertFound(
                "",
                new Scene()
                        .sleeper()
                        .item(4, EPOLLIN | EPOLLEXCLUSIVE, listener(0, 16))
                        .findings());
    }

    @Test
    void limits() {
        assertFound("likely descriptor-limit[]", asleep().openFiles(950).findings());
        assertFound("sure descriptor-limit[]", asleep().openFiles(1023).findings());
        var many = asleep();
        for (int fd = 10; fd < 80_010; fd++) many.item(fd, EPOLLIN, accepted(0, 0));
        assertFound("likely watch-limit[]", many.findings());
        for (int fd = 80_010; fd < 95_010; fd++) many.item(fd, EPOLLIN, accepted(0, 0));
        assertFound("sure watch-limit[]", many.findings());
    }

    @Test
    void whatMayBeMeantIsSaidAndNotBlamed() {
        assertFound(
                "possible nested-epoll[5]",
                asleep().item(5, EPOLLIN, new Target.Nested(5)).findings());
        assertFound("possible unused-epoll[]", new Scene().asleepIn("pause", -1).findings());
        assertFound(
                "possible nobody-waits[]",
                new Scene().asleepIn("pause", -1).item(4, EPOLLIN, listener(0, 16)).findings());
        var before = new Scene().starting().item(4, EPOLLIN, listener(0, 16));
        assertFound(
                "possible zero-timeout[]",
                new Scene().running(50).item(4, EPOLLIN, listener(0, 16)).findingsAfter(before));
    }
}
