package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.List;

/// The programs of a machine, and their threads that live. Used by whoever holds the baton.
final class Jobs {
    private final Machine machine;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Strand> strands = new ArrayList<>();

    /// What is to be done once all strands have ended.
    private final List<Runnable> whenEmpty = new ArrayList<>();

    private int starts;

    Jobs(Machine machine) {
        this.machine = machine;
    }

    /// The name of a program that was given none.
    String nextName() {
        return "program" + (jobs.size() + 1);
    }

    void add(Job job) {
        jobs.add(job);
    }

    void startAll() {
        for (Job job : jobs) start(job);
    }

    void start(Job job) {
        job.ended = false;
        Dice random = machine.dice.split(job.name + ", start " + starts++);
        Here here = new Here(machine, job, machine.kernel(), random);
        start(job.name, job, () -> job.program.run(here));
    }

    Strand start(String name, Job job, Strand.Body body) {
        Strand strand = new Strand(machine.world.director, machine, name, job, body);
        strands.add(strand);
        machine.world.director.ready(strand);
        return strand;
    }

    List<Strand> strands() {
        return strands;
    }

    /// The programs that should end and have not, those that were killed among them.
    List<String> unfinished() {
        return jobs.stream()
                .filter(job -> !job.serves && !job.ended)
                .map(job -> machine.name() + "/" + job.name)
                .toList();
    }

    /// Whether there is none.
    boolean haveEnded() {
        for (Job job : jobs) if (!job.serves && !job.ended) return false;
        return true;
    }

    /// Nothing is due any more: whoever does not serve should have ended.
    void checkDeadlock() {
        for (Strand strand : strands) {
            if (!strand.job.serves)
                throw new Verdict(
                        "deadlock",
                        strand + " sleeps in " + strand.where() + ", and nothing is due");
        }
    }

    /// Waits, on the strand `joiner`, until the thread has ended.
    void join(Thread thread, Strand joiner) {
        for (Strand strand : List.copyOf(strands)) if (strand.thread == thread) strand.join(joiner);
    }

    void doomAll() {
        for (Strand strand : List.copyOf(strands)) strand.doom();
    }

    /// Does `what` once all strands have ended.
    void onceEmpty(Runnable what) {
        if (strands.isEmpty()) what.run();
        else whenEmpty.add(what);
    }

    void ended(Strand strand) {
        strands.remove(strand);
        strand.ended();
        if (!strand.doomed && strands.stream().noneMatch(one -> one.job == strand.job))
            strand.job.ended = true;
        if (!strands.isEmpty()) return;
        var due = List.copyOf(whenEmpty);
        whenEmpty.clear();
        due.forEach(Runnable::run);
    }
}
