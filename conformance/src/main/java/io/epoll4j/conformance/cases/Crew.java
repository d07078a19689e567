package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Mismatch;
import io.epoll4j.conformance.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// The threads of a case.
final class Crew {
    private final List<Task<?>> tasks = new ArrayList<>();

    <T> Task<T> start(String name, Target target, Callable<T> work) {
        var task = new Task<>(name, target, work);
        tasks.add(task);
        return task;
    }

    /// Waits until nothing moves any more: every thread is done or asleep, and a second look finds
    /// the same. (One look is not enough: a thread seen asleep may be woken by another before that
    /// one is seen done.) Answers how many are done and saw an event.
    int settled() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Task.DEADLINE_SECONDS);
        List<Boolean> before = List.of();
        while (System.nanoTime() < end) {
            boolean quiet = tasks.stream().allMatch(task -> task.done() || task.asleep());
            var now = tasks.stream().map(Task::done).toList();
            if (quiet && now.equals(before)) return withEvents();
            before = quiet ? now : List.of();
            Task.pause();
        }
        throw new Mismatch("threads", "all asleep or done", "one that neither sleeps nor ends");
    }

    long finished() {
        return tasks.stream().filter(Task::done).count();
    }

    private int withEvents() {
        int count = 0;
        for (var task : tasks) {
            if (task.done() && task.result() instanceof Harvest h && h.answer() > 0) count++;
        }
        return count;
    }

    /// Wakes everybody who still sleeps on an epoll, by giving each epoll something readable.
    void release(Lab lab, List<Fd> epolls) {
        if (tasks.stream().allMatch(Task::done)) return;
        int ready = lab.k.eventfd(1, 0);
        for (var ep : epolls) ((Ep) ep).ctl(Lab.ADD, ready, Lab.IN, ready);
        for (var task : tasks) task.end();
        lab.k.close(ready);
    }
}
