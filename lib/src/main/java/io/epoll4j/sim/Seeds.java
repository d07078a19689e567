package io.epoll4j.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Does a test with the worlds of many seeds, one after the other, and tells what went wrong.
final class Seeds {
    private static final int CHECKED = 50;
    private static final int LAST = 20;
    private static final int TRIES = 300;

    private final World.Body body;

    /// What was asked for or named, and how often it has happened in all worlds so far.
    private final Map<String, Long> happened = new LinkedHashMap<>();

    Seeds(World.Body body) {
        this.body = body;
    }

    void run(int wanted) {
        String recipe = System.getProperty("epoll4j.replay");
        Long only = Long.getLong("epoll4j.seed");
        if (recipe != null) {
            Recipe parsed = Recipe.parse(recipe);
            one(parsed.seed(), parsed.script());
        } else if (only != null) {
            check(failure(only, null, true));
        } else {
            int count = Integer.getInteger("epoll4j.seeds", wanted);
            for (int seed = 1; seed <= count; seed++) check(failure(seed));
            checkHappened(count);
        }
    }

    /// One world, its trace kept.
    Trace one(long seed, @Nullable Script script) {
        Trace trace = new Trace(true, null);
        WorldFailure failure = attempt(seed, script, trace);
        if (failure != null) throw TraceFiles.write(failure, body);
        return trace;
    }

    /// How the world fails; null if it does not.
    @Nullable WorldFailure failure(long seed, @Nullable Script script, boolean keeping) {
        return attempt(seed, script, new Trace(keeping, null));
    }

    private @Nullable WorldFailure failure(long seed) {
        if (seed % CHECKED != 1) return failure(seed, null, false);
        Trace first = new Trace(true, null);
        WorldFailure failure = attempt(seed, null, first);
        if (failure != null) return failure;
        return attempt(seed, null, new Trace(true, new Comparison(first.events())));
    }

    private void check(@Nullable WorldFailure failure) {
        if (failure == null) return;
        throw TraceFiles.write(
                Sameness.isRepeatable(failure.reason()) ? shrunk(traced(failure)) : failure, body);
    }

    /// The same failure with a trace: if it has none, its world is made once more.
    private WorldFailure traced(WorldFailure failure) {
        if (failure.trace().isKept()) return failure;
        WorldFailure again = failure(failure.seed(), null, true);
        return again != null && again.isLike(failure) ? again : failure;
    }

    /// The same failure, and what it takes.
    WorldFailure shrunk(WorldFailure failure) {
        int tries = Integer.getInteger("epoll4j.shrink", TRIES);
        if (tries <= 0) return failure;
        Shrunk found = new Shrinker(this, failure, tries).shrink();
        return found == null ? failure : failure.withShrunk(found);
    }

    private @Nullable WorldFailure attempt(long seed, @Nullable Script script, Trace trace) {
        boolean platform = "platform".equals(System.getProperty("epoll4j.sim.threads"));
        ThreadFactory threads =
                (platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).factory();
        var failure = new AtomicReference<@Nullable WorldFailure>();
        Thread thread =
                threads.newThread(() ->
                        failure.set(live(new World(seed, script, trace, threads), script != null)));
        thread.start();
        join(thread);
        return failure.get();
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private @Nullable WorldFailure live(World world, boolean scripted) {
        WorldFailure failure = null;
        try {
            body.accept(world);
            world.finish();
            world.trace().check();
        } catch (Throwable thrown) {
            Error first = world.director.failure();
            failure = failed(world, first != null ? first : thrown, scripted);
        }
        world.trace().end();
        try {
            world.close();
        } catch (Throwable atLast) {
            if (failure == null) failure = failed(world, atLast, scripted);
        }
        for (Asked asked : world.asked()) happened.merge(asked.what, asked.fired(), Long::sum);
        for (Reach reach : world.reaches())
            happened.merge("\"" + reach.what + "\"", reach.count(), Long::sum);
        return failure;
    }

    private static WorldFailure failed(World world, Throwable cause, boolean scripted) {
        String again =
                scripted
                        ? replaying(Recipe.text(world.seed(), world.schedule()))
                        : "to see it again: World.forSeed(%1$dL, ...), or -Depoll4j.seed=%1$d"
                                .formatted(world.seed());
        var text = new StringBuilder();
        section(text, "what went wrong before", world.schedule().strikes());
        text.append('\n').append(world.netstat());
        section(
                text,
                "the last steps",
                world.trace().events().stream()
                        .filter(event -> !(event instanceof TraceEvent.Drawn))
                        .map(event -> Times.text(event.at()) + "  " + event)
                        .toList());
        return new WorldFailure(cause, world, again, text.toString());
    }

    static String replaying(String recipe) {
        return "to see only this: World.replay(\"%1$s\", ...), or -Depoll4j.replay=\"%1$s\""
                .formatted(recipe);
    }

    private static void section(StringBuilder text, String title, List<?> lines) {
        if (lines.isEmpty()) return;
        int left = Math.max(0, lines.size() - LAST);
        text.append('\n').append(title).append(':');
        if (left > 0) text.append("\n  (").append(left).append(" before these)");
        for (Object line : lines.subList(left, lines.size())) text.append("\n  ").append(line);
    }

    private void checkHappened(int count) {
        String never =
                happened.entrySet().stream()
                        .filter(entry -> entry.getValue() == 0)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        if (!never.isEmpty())
            throw new AssertionError("never happened, in none of " + count + " seeds: " + never);
    }
}
