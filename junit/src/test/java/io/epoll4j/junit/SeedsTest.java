package io.epoll4j.junit;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.epoll4j.sim.World;
import io.epoll4j.sim.WorldFailure;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/// What JUnit makes of tests with [Seeds].
class SeedsTest {
    private static final List<Long> SEEN = new ArrayList<>();
    private static long failing;

    @TempDir private Path folder = Path.of("");

    /// Tests to be run by the tests here; no runner finds them by itself.
    static class Cases {
        @Seeds(5)
        void sees(World world, TestInfo info) {
            assertEquals("sees", info.getTestMethod().orElseThrow().getName());
            world.machine("one").run(on -> on.sleep(ofSeconds(1)));
            world.run(ofSeconds(2));
            SEEN.add(world.seed());
            assertNotEquals(failing, world.seed(), "that seed fails");
        }

        @Seeds(0)
        void tooFew(World world) {}

        @Seeds(5)
        void takesNoWorld() {}
    }

    @BeforeEach
    void keepHere() {
        System.setProperty("epoll4j.kept", folder.toString());
        SEEN.clear();
        failing = 0;
    }

    @AfterEach
    void clear() {
        for (String name : List.of("kept", "seed", "seeds", "replay"))
            System.clearProperty("epoll4j." + name);
    }

    private static Events run(String method, String parameters) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Cases.class.getName() + "#" + method + parameters))
                .execute()
                .allEvents();
    }

    private static Events run() {
        return run("sees", "(" + World.class.getName() + ", " + TestInfo.class.getName() + ")");
    }

    private static Throwable failureOf(Events events) {
        return events.failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    private List<String> kept() throws IOException {
        try (var files = Files.list(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.toList()) lines.addAll(Files.readAllLines(file));
            return lines;
        }
    }

    @Test
    void everySeedHasItsWorldInOneTest() {
        var events = run();
        events.assertStatistics(all -> all.failed(0));
        assertEquals(1, events.succeeded().filter(e -> e.getTestDescriptor().isTest()).count());
        assertEquals(List.of(1L, 1L, 2L, 3L, 4L, 5L), SEEN); // the first is checked by a second run
    }

    @Test
    void aFailureIsAWorldsOwn() {
        failing = 3;
        var failure = failureOf(run());
        assertTrue(failure instanceof WorldFailure, failure.toString());
        assertEquals(3, ((WorldFailure) failure).seed());
        assertNotNull(((WorldFailure) failure).shrunk());
        assertTrue(failure.getMessage().contains("that seed fails"), failure.getMessage());
    }

    @Test
    void whatFailedComesFirstNextTimeUntilItPasses() throws IOException {
        failing = 4;
        run();
        assertEquals(List.of("4"), kept());
        SEEN.clear();
        run();
        assertEquals(4, SEEN.getFirst());
        assertFalse(SEEN.contains(1L));
        assertEquals(List.of("4"), kept());
        failing = 0;
        SEEN.clear();
        run();
        assertEquals(List.of(4L, 1L), SEEN.subList(0, 2));
        assertEquals(List.of(), kept());
    }

    @Test
    void propertiesSayHowManyOrWhich() {
        System.setProperty("epoll4j.seeds", "9");
        run();
        assertEquals(9, SEEN.getLast());
        SEEN.clear();
        System.setProperty("epoll4j.seed", "77");
        run();
        assertEquals(List.of(77L), SEEN);
        SEEN.clear();
        System.setProperty("epoll4j.replay", "78");
        run();
        assertEquals(List.of(78L), SEEN);
    }

    @Test
    void nothingIsKeptIfThatIsSaid() throws IOException {
        System.setProperty("epoll4j.kept", "");
        failing = 1;
        assertTrue(failureOf(run()) instanceof WorldFailure);
        assertEquals(List.of(), kept());
    }

    @Test
    void aMistakeIsNamed() {
        String takesNone = failureOf(run("takesNoWorld", "")).getMessage();
        assertTrue(takesNone.contains("let it take an io.epoll4j.sim.World"), takesNone);
        String few = failureOf(run("tooFew", "(" + World.class.getName() + ")")).getMessage();
        assertTrue(few.contains("let it be 1 or more"), few);
    }

    @Test
    void theModuleNeedsTheLibraryAndJUnitAlone() throws Exception {
        var classes = Seeds.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        var module = ModuleFinder.of(Path.of(classes)).find("io.epoll4j.junit").orElseThrow();
        var needed =
                module.descriptor().requires().stream()
                        .filter(one -> !one.modifiers().contains(Requires.Modifier.STATIC))
                        .map(Requires::name)
                        .collect(Collectors.toSet());
        assertEquals(Set.of("java.base", "io.epoll4j", "org.junit.jupiter.api"), needed);
    }
}
