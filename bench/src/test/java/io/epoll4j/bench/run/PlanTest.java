package io.epoll4j.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theFullRunHasEveryCombinationThatFits() {
        var loads = Plan.forFull(Plan.USUAL_MINUTES).loads();
        assertEquals(
                "1, 50, 1000, 10000",
                loads.stream()
                        .map(Load::connections)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ")));
        assertEquals(3 * 2 * 4 - 1, loads.size()); // 10,000 x 64 KiB, 16 in flight, does not fit
        assertTrue(loads.stream().allMatch(load -> load.bytesInFlight() <= Plan.MOST_IN_FLIGHT));
    }

    @Test
    void moreMinutesAreMoreRounds() {
        var usual = Plan.forFull(Plan.USUAL_MINUTES);
        var twice = Plan.forFull(2 * Plan.USUAL_MINUTES);
        assertEquals(2 * usual.rounds(), twice.rounds());
        assertEquals(2 * usual.keyRounds(), twice.keyRounds());
        assertEquals(usual.keyTime(), twice.keyTime());
    }

    @Test
    void evenTheShortestRunHasRoundsToCompare() {
        assertTrue(Plan.forFull(1).rounds() >= 2);
        assertTrue(Plan.forQuick().rounds() >= 2);
    }

    @Test
    void everyTargetHasItsThroughput() {
        for (var plan : new Plan[] {Plan.forQuick(), Plan.forFull(1)}) {
            for (int connections : Plan.KEYS) {
                String key = LoadSteps.title(Load.closed(connections, 1, 64, 0, 0));
                assertTrue(plan.loads().stream().map(LoadSteps::title).anyMatch(key::equals), key);
            }
        }
    }

    @Test
    void aLoadIsTitledAsPeopleSayIt() {
        assertEquals("50 x 64 B", LoadSteps.title(Load.closed(50, 1, 64, 0, 0)));
        assertEquals(
                "10,000 x 64 KiB, 16 in flight",
                LoadSteps.title(Load.closed(10_000, 16, 65_536, 0, 0)));
    }
}
