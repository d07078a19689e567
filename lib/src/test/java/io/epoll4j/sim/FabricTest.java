package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.jvm.spi.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the network does to datagrams, to whom nobody sends again what is lost.
class FabricTest {
    private final List<String> log = new ArrayList<>();

    /// Sends `count` datagrams from one machine to another; what arrived, and when.
    private List<String> sent(int count, Consumer<World> prepare) {
        return sent(1, count, 1, prepare);
    }

    private List<String> sent(long seed, int count, int size, Consumer<World> prepare) {
        World.forSeed(
                seed,
                world -> {
                    log.clear();
                    world.machine("b").serve(on -> Programs.record(on, log));
                    world.machine("a").run(on -> Programs.tell(on, "b", count, size));
                    world.network().latency(ofMillis(10));
                    prepare.accept(world);
                    world.run(ofMinutes(1));
                });
        return log;
    }

    private static List<String> letters(List<String> log) {
        return log.stream().map(line -> line.substring(0, 1)).toList();
    }

    @Test
    void aPacketTakesItsTime() {
        assertEquals(List.of("a@10", "b@10"), sent(2, world -> {}));
    }

    @Test
    void noneOvertakesAnotherWhateverTheLatency() {
        for (long seed = 1; seed < 20; seed++) {
            var heard =
                    sent(seed, 9, 1, world -> world.network().latency(ofMillis(1), ofMillis(99)));
            assertEquals("abcdefghi", String.join("", letters(heard)));
        }
    }

    @Test
    void aLongTailIsMostlyShort() {
        var dice = new Dice(1, new Trace(false, null));
        var latency = Latency.longTailed(ofMillis(1), ofSeconds(5));
        int[] over = new int[3];
        for (int i = 0; i < 10_000; i++) {
            long nanos = latency.nanos(dice);
            assertTrue(nanos >= 1_000_000 && nanos <= 5_000_000_000L);
            if (nanos > 2_000_000) over[0]++;
            if (nanos > 10_000_000) over[1]++;
            if (nanos > 100_000_000) over[2]++;
        }
        assertEquals(2500, over[0], 200);
        assertEquals(100, over[1], 40);
        assertEquals(1, over[2], 4);
    }

    @Test
    void aNarrowLineTakesOneAfterTheOther() {
        var heard =
                sent(
                        1,
                        4,
                        972,
                        world ->
                                world.network()
                                        .way(world.machine("a"), world.machine("b"))
                                        .bandwidth(10_000));
        assertEquals(List.of("a@110", "b@210", "c@310", "d@410"), heard);
    }

    @Test
    void whatTheQueueHasNoRoomForIsLost() {
        var heard = sent(1, 9, 972, world -> world.network().bandwidth(10_000).queue(3_000));
        assertEquals("abcd", String.join("", letters(heard)));
    }

    @Test
    void someAreLostSomeComeTwiceSomeOutOfOrder() {
        List<String> kinds = new ArrayList<>();
        for (long seed = 1; seed < 60; seed++) {
            kinds.add(
                    String.join(
                            "",
                            letters(
                                    sent(
                                            seed,
                                            3,
                                            1,
                                            world ->
                                                    world.network()
                                                            .loss(0.1)
                                                            .duplication(0.1)
                                                            .reordering(0.1)))));
        }
        assertTrue(kinds.stream().anyMatch(heard -> heard.length() < 3), kinds.toString());
        assertTrue(kinds.stream().anyMatch(heard -> heard.length() > 3), kinds.toString());
        assertTrue(
                kinds.stream()
                        .map(heard -> heard.chars().distinct().boxed().toList())
                        .anyMatch(heard -> !heard.equals(heard.stream().sorted().toList())),
                kinds.toString());
        assertTrue(kinds.stream().filter("abc"::equals).count() > 10, kinds.toString());
    }

    @Test
    void aRuleIsForChosenPackets() {
        var heard =
                sent(
                        4,
                        world ->
                                world.network()
                                        .when(frame -> frame.packet().payload().get(0) == 'b')
                                        .drop());
        assertEquals("acd", String.join("", letters(heard)));
    }

    @Test
    void aRuleCanBeForTheFirstOrTheLater() {
        assertEquals("cd", String.join("", letters(sent(4, world -> all(world).first(2).drop()))));
        assertEquals("ab", String.join("", letters(sent(4, world -> all(world).skip(2).drop()))));
    }

    private static Rule all(World world) {
        return world.network()
                .when(frame ->
                        frame.packet().protocol() == Packet.Protocol.UDP
                                && frame.from().name().equals("a"));
    }

    @Test
    void aPacketCanBeLateAndHoldUpOthersOrBeOvertaken() {
        assertEquals(
                List.of("a@15", "b@15"),
                List.copyOf(sent(2, world -> all(world).first(1).delay(ofMillis(5)))));
        assertEquals(
                List.of("b@10", "a@15"),
                List.copyOf(sent(2, world -> all(world).first(1).reorder(ofMillis(5)))));
        assertEquals(
                List.of("a@10", "b@10", "a@15"),
                List.copyOf(sent(2, world -> all(world).first(1).duplicate(ofMillis(5)))));
    }

    @Test
    void whatIsHeldWaitsForItsRelease() {
        var heard =
                sent(
                        3,
                        world -> {
                            var rule = all(world).first(2).hold();
                            world.at(ofSeconds(3), rule::release);
                        });
        assertEquals(List.of("c@10", "a@3010", "b@3010"), heard);
    }

    @Test
    void aPartitionIsABlackHole() {
        World.forSeed(
                1,
                world -> {
                    var a = world.machine("a");
                    var b = world.machine("b");
                    b.serve(on -> Programs.record(on, log));
                    a.run(on -> {
                        for (int second = 0; second < 6; second++) {
                            Programs.tell(on, "b", 1);
                            on.sleep(ofSeconds(1));
                        }
                    });
                    var cut = world.partition(a, b).from(ofMillis(1500)).until(ofMillis(3500));
                    world.run(ofMinutes(1));
                    assertEquals(2, cut.fired());
                    assertEquals(
                            List.of("0", "1", "4", "5"),
                            log.stream()
                                    .map(line -> line.substring(2))
                                    .map(time -> "" + Integer.parseInt(time) / 1000)
                                    .collect(Collectors.toList()));
                });
    }

    @Test
    void aPartitionCanBeOneWay() {
        List<String> other = new ArrayList<>();
        World.forSeed(
                1,
                world -> {
                    var a = world.machine("a");
                    var b = world.machine("b");
                    b.serve(on -> Programs.record(on, log));
                    a.serve(on -> Programs.record(on, other));
                    a.run(on -> Programs.tell(on, "b", 1));
                    b.run(on -> Programs.tell(on, "a", 1));
                    world.partition(a, b).oneWay();
                    world.run(ofMinutes(1));
                    assertEquals(List.of(), log);
                    assertEquals(1, other.size());
                });
    }
}
