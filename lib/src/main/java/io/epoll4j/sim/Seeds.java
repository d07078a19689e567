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
    private static final int LAST_STEPS = 20;

    private final World.Body body;

    /// What was asked for or named, and how often it has happened in all worlds so far.
    private final Map<String, Long> happened = new LinkedHashMap<>();

    Seeds(World.Body body) {
        this.body = body;
    }

    void run(int wanted) {
        Long only = Long.getLong("epoll4j.seed");
        if (only != null) {
            one(only, null);
            return;
        }
        int count = Integer.getInteger("epoll4j.seeds", wanted);
        for (int seed = 1; seed <= count; seed++) {
            if (seed % CHECKED == 1) twice(seed);
            else attempt(seed, null, new Trace(false, null));
        }
        checkHappened(count);
    }

    /// One world, its trace kept.
    Trace one(long seed, @Nullable Schedule schedule) {
        return attempt(seed, schedule, new Trace(true, null));
    }

    private void twice(long seed) {
        Trace first = attempt(seed, null, new Trace(true, null));
        attempt(seed, null, new Trace(true, new Comparison(first.events())));
    }

    private Trace attempt(long seed, @Nullable Schedule schedule, Trace trace) {
        boolean platform = "platform".equals(System.getProperty("epoll4j.sim.threads"));
        ThreadFactory threads =
                (platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).factory();
        var failure = new AtomicReference<@Nullable WorldFailure>();
        Thread thread =
                threads.newThread(
                        () -> failure.set(live(new World(seed, schedule, trace, threads))));
        thread.start();
        join(thread);
        WorldFailure failed = failure.get();
        if (failed != null) throw failed;
        return trace;
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

    private @Nullable WorldFailure live(World world) {
        WorldFailure failure = null;
        try {
            body.accept(world);
            world.finish();
            world.trace().check();
        } catch (Throwable thrown) {
            Error first = world.director.failure();
            failure = failed(world, first != null ? first : thrown);
        }
        world.trace().end();
        try {
            world.close();
        } catch (Throwable atLast) {
            if (failure == null) failure = failed(world, atLast);
        }
        for (Asked asked : world.asked()) happened.merge(asked.what, asked.fired(), Long::sum);
        for (Reach reach : world.reaches())
            happened.merge("\"" + reach.what + "\"", reach.count(), Long::sum);
        return failure;
    }

    private static WorldFailure failed(World world, Throwable cause) {
        var text = new StringBuilder();
        text.append("seed ").append(world.seed());
        text.append(", after ").append(Times.text(world.director.now)).append(": ");
        text.append(cause instanceof Verdict ? cause.getMessage() : cause.toString());
        text.append("\nto see it again: World.forSeed(").append(world.seed());
        text.append("L, ...), or -Depoll4j.seed=").append(world.seed());
        section(text, "what went wrong before", world.schedule().strikes());
        text.append('\n').append(world.netstat());
        List<TraceEvent> events = world.trace().events();
        section(
                text,
                "the last steps",
                events.subList(Math.max(0, events.size() - LAST_STEPS), events.size()));
        return new WorldFailure(text.toString(), cause, world);
    }

    private static void section(StringBuilder text, String title, List<?> lines) {
        if (lines.isEmpty()) return;
        text.append('\n').append(title).append(':');
        for (Object line : lines) text.append("\n  ").append(line);
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
