package io.epoll4j.sim;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A world in one line.
class RecipeTest {
    @Test
    void aRecipeIsTheSameReadAgain() {
        var schedule =
                new Schedule(
                        List.of(
                                new Strike(5, "loss a;b>\"c\"#d%", 3, new Fault.Lose("x")),
                                new Strike(
                                        6,
                                        "f",
                                        0,
                                        new Fault.Refuse("m", KernelCall.ACCEPT4, Errno.EMFILE)),
                                new Strike(7, "p", 1, new Fault.Jump("m", ofSeconds(-1)))),
                        Map.of("a=b", 4));
        String text = Recipe.text(17, schedule);
        assertEquals("17; a%3db=4; loss a%3bb>%22c%22%23d%25#3; f#0; p#1=-1000000000", text);
        Recipe read = Recipe.parse(text);
        assertEquals(17, read.seed());
        assertEquals(4, read.script().count("a=b"));
        Fault lose = new Fault.Lose("y");
        assertEquals(lose, read.script().decide("loss a;b>\"c\"#d%", 3, () -> lose));
        assertNull(read.script().decide("loss a;b>\"c\"#d%", 4, () -> lose));
        assertEquals(
                new Fault.Jump("m", ofSeconds(-1)),
                read.script().decide("p", 1, () -> new Fault.Jump("m", ofSeconds(5))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1; a", "1; a=b", "1; a#", "1; a#b", "1; a#1=x", "1; %4=1"})
    void whatIsNoRecipeIsRefused(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Recipe.parse(text));
        assertTrue(refused.getMessage().endsWith("to see it again: " + text));
    }

    @Test
    void countsAreDrawnFromTheSeed() {
        Set<Integer> drawn = new TreeSet<>();
        World.forSeeds(
                60,
                world -> {
                    int count = world.count("some", 2, 5);
                    assertEquals(count, world.count("some", 2, 5));
                    assertEquals(7, world.count("all", 7));
                    drawn.add(count);
                });
        assertEquals(Set.of(2, 3, 4, 5), drawn);
    }
}
