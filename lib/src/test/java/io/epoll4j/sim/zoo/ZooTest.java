package io.epoll4j.sim.zoo;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sim.World;
import io.epoll4j.sim.WorldFailure;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every bug of the zoo is found, and told in a few steps; the programs without it never fail.
class ZooTest {
    private static final int SEEDS = 1_000;
    private static final int STEPS = 5;

    @ParameterizedTest
    @EnumSource
    void isFound(Kind kind, TestReporter reporter) {
        var failure = assertThrows(WorldFailure.class, () -> World.forSeeds(SEEDS, kind.broken()));
        var shrunk = failure.shrunk();
        assertNotNull(shrunk, failure::getMessage);
        reporter.publishEntry(
                kind.bug,
                "seed %d, %d faults, shrunk to %s"
                        .formatted(
                                failure.seed(),
                                failure.schedule().strikes().size(),
                                shrunk.steps()));
        assertTrue(shrunk.steps().size() <= STEPS, failure::getMessage);
        assertThrows(WorldFailure.class, () -> World.replay(shrunk.recipe(), kind.broken()));
        World.replay(shrunk.recipe(), kind.sound());
    }

    /// `epoll4j.zoo` says with how many seeds.
    @ParameterizedTest
    @EnumSource
    void withoutItNothingFails(Kind kind) {
        World.forSeeds(Integer.getInteger("epoll4j.zoo", 100), kind.sound());
    }
}
