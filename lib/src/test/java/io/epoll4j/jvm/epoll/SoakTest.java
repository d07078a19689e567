package io.epoll4j.jvm.epoll;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A short soak; the system property `epoll4j.soak` makes it as many seconds as it says.
class SoakTest {
    @Test
    void nothingIsLostOrListedTwice() {
        long seconds = Long.getLong("epoll4j.soak", 2);
        long seed = Long.getLong("epoll4j.seed", System.nanoTime());
        long steps;
        try {
            steps = new Soak(seed).run(TimeUnit.SECONDS.toNanos(seconds));
        } catch (AssertionError e) {
            throw new AssertionError("run again with -Depoll4j.seed=" + seed, e);
        }
        assertTrue(steps > 0);
    }
}
