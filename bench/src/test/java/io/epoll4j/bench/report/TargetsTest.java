package io.epoll4j.bench.report;

import static io.epoll4j.bench.run.Contender.C;
import static io.epoll4j.bench.run.Contender.LOOP_ET;
import static io.epoll4j.bench.run.Contender.NETTY_EPOLL;
import static io.epoll4j.bench.run.Contender.NETTY_NIO;
import static io.epoll4j.bench.run.Contender.NETTY_URING;
import static io.epoll4j.bench.run.Contender.NIO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.bench.run.Samples;
import io.epoll4j.bench.run.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What each figure is measured against, and the verdict.
class TargetsTest {
    private final Samples samples = Samples.of(true);

    /// The rows without their heading, each as `target | wanted | measured | rounds | met`.
    private List<String> rows() {
        return Targets.rows(samples.results()).stream()
                .skip(1)
                .map(row -> String.join(" | ", row))
                .toList();
    }

    @Test
    void nothingMeasuredNothingClaimed() {
        assertEquals(List.of(), rows());
    }

    @Test
    void userTimeAgainstCAndNioAndNettysBest() {
        samples.add(Section.USER, "50 x 64 B", C, "user", 100, 100);
        samples.add(Section.USER, "50 x 64 B", LOOP_ET, "user", 140, 160);
        samples.add(Section.USER, "50 x 64 B", NIO, "user", 280, 320);
        samples.add(Section.USER, "50 x 64 B", NETTY_EPOLL, "user", 800, 800);
        samples.add(Section.USER, "50 x 64 B", NETTY_URING, "user", 500, 500);
        String name = "user CPU per message, 50 x 64 B | at most ";
        assertEquals(
                List.of(
                        name + "1.50 x C | 1.50 | 1.40 to 1.60 | yes",
                        name + "0.50 x NIO | 0.50 | 0.50 to 0.50 | yes",
                        name + "0.25 x Netty io_uring | 0.30 | 0.28 to 0.32 | no"),
                rows());
    }

    @Test
    void theTargetBesideNioIsHigherWithMoreConnections() {
        samples.add(Section.USER, "1,000 x 64 B", NIO, "user", 100);
        samples.add(Section.USER, "1,000 x 64 B", LOOP_ET, "user", 45);
        assertTrue(rows().getFirst().endsWith("at most 0.40 x NIO | 0.45 | 0.45 to 0.45 | no"));
    }

    @Test
    void throughputAgainstCAndTheFastestRivalInJava() {
        samples.add(Section.THROUGHPUT, "50 x 64 B", C, "rate", 1000);
        samples.add(Section.THROUGHPUT, "50 x 64 B", LOOP_ET, "rate", 960);
        samples.add(Section.THROUGHPUT, "50 x 64 B", NIO, "rate", 900);
        samples.add(Section.THROUGHPUT, "50 x 64 B", NETTY_URING, "rate", 950);
        assertEquals(
                List.of(
                        "messages/s, 50 x 64 B | at least 0.97 x C | 0.96 | 0.96 to 0.96 | no",
                        "messages/s, 50 x 64 B | at least 1.00 x Netty io_uring | 1.01 | 1.01 to"
                                + " 1.01 | yes"),
                rows());
    }

    @Test
    void severalThreadsAreHeldToTheSame() {
        samples.add(Section.THREADS, "50 x 64 B", C, "rate", 1000);
        samples.add(Section.THREADS, "50 x 64 B", LOOP_ET, "rate", 980);
        assertEquals(
                List.of(
                        "messages/s, two threads, 50 x 64 B | at least 0.97 x C | 0.98 | 0.98 to"
                                + " 0.98 | yes"),
                rows());
    }

    @Test
    void latencyAgainstCAndTheQuickestRivalInJava() {
        samples.add(Section.LATENCY, "50 x 64 B", C, "p99", 100);
        samples.add(Section.LATENCY, "50 x 64 B", LOOP_ET, "p99", 110);
        samples.add(Section.LATENCY, "50 x 64 B", NIO, "p99", 105);
        assertEquals(
                List.of(
                        "p99 at 60 %, 50 x 64 B | at most 1.10 x C | 1.10 | 1.10 to 1.10 | yes",
                        "p99 at 60 %, 50 x 64 B | at most 1.00 x Java NIO | 1.05 | 1.05 to 1.05"
                                + " | no"),
                rows());
    }

    @Test
    void aByteNowAndThenIsNotNone() {
        samples.add(Section.THROUGHPUT, "1 x 64 B", LOOP_ET, "allocated", 0.004);
        samples.add(Section.THROUGHPUT, "2 x 64 B", LOOP_ET, "allocated", 0.006);
        assertTrue(rows().get(0).endsWith("yes"));
        assertTrue(rows().get(1).endsWith("no"));
    }

    @Test
    void aCachedStartIsJudgedBesideBothOfNettys() {
        samples.add(Section.STARTUP, "plain", LOOP_ET, "millis", 300);
        samples.add(Section.STARTUP, "plain", NETTY_NIO, "millis", 500);
        samples.add(Section.STARTUP, "cached", LOOP_ET, "millis", 200);
        samples.add(Section.STARTUP, "cached", NETTY_NIO, "millis", 250);
        String name = "start to first reply, ";
        assertEquals(
                List.of(
                        name + "plain | at most 0.50 x Netty NIO | 0.60 | 0.60 to 0.60 | no",
                        name + "cached | at most 0.50 x Netty NIO | 0.80 | 0.80 to 0.80 | no",
                        name
                                + "cached | at most 0.50 x Netty NIO, plain | 0.40 | 0.40 to 0.40"
                                + " | yes"),
                rows());
    }
}
