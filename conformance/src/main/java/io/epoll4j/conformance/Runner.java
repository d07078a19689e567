package io.epoll4j.conformance;

import io.epoll4j.conformance.Outcome.Verdict;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs cases, each on a thread of its own, and cuts off those that hang.
///
/// A case that is cut off has failed; its thread is left behind as a daemon, so that the run goes
/// on and the JVM can end.
public final class Runner {
    private final long deadlineSeconds;

    /// A runner that gives each case that many seconds.
    public Runner(long deadlineSeconds) {
        this.deadlineSeconds = deadlineSeconds;
    }

    /// Runs one case on a fresh kernel of that kind.
    public Outcome run(Case tried, Targets kind) {
        long start = System.nanoTime();
        var target = kind.open();
        var work =
                new FutureTask<Void>(() -> {
                    tried.body().run(target);
                    return null;
                });
        var thread = Thread.ofPlatform().name(tried.id()).daemon().start(work);
        var verdict = Verdict.PASSED;
        var detail = "";
        try {
            work.get(deadlineSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException hangs) {
            verdict = Verdict.FAILED;
            detail = "expected an end, seen none within " + deadlineSeconds + " s, " + at(thread);
        } catch (ExecutionException failed) {
            var cause = failed.getCause() == null ? failed : failed.getCause();
            verdict = cause instanceof Skip ? Verdict.SKIPPED : Verdict.FAILED;
            detail = describe(cause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            verdict = Verdict.SKIPPED;
            detail = "the run was interrupted";
        }
        return new Outcome(target.name(), tried, verdict, detail, System.nanoTime() - start);
    }

    private static String describe(Throwable cause) {
        if (cause instanceof Mismatch || cause instanceof Skip) return "" + cause.getMessage();
        return "expected no exception, seen " + cause + ", " + place(cause.getStackTrace());
    }

    private static String at(Thread thread) {
        return place(thread.getStackTrace());
    }

    /// The innermost line of our own: where a case stood.
    private static String place(StackTraceElement[] trace) {
        for (var frame : trace) {
            if (frame.getClassName().startsWith("io.epoll4j.conformance.cases")) {
                return "at " + frame;
            }
        }
        return trace.length == 0 ? "at an unknown place" : "at " + trace[0];
    }
}
