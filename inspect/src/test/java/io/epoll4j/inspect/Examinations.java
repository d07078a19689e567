package io.epoll4j.inspect;

import io.epoll4j.inspect.Inspector.Examination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Looks at many processes in the time that one takes.
final class Examinations {
    private Examinations() {}

    static List<Examination> of(List<Inspector> inspectors, Duration apart)
            throws InterruptedException {
        List<Callable<Examination>> looks = new ArrayList<>();
        for (var inspector : inspectors) looks.add(() -> inspector.examine(apart));
        List<Examination> examinations = new ArrayList<>();
        try (var threads = Executors.newCachedThreadPool()) {
            for (var examination : threads.invokeAll(looks)) examinations.add(examination.get());
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
        return examinations;
    }
}
