package io.epoll4j.sim;

/// A program that was given to a machine, to be run again when it starts again.
final class Job {
    final String name;
    final Program program;

    /// Whether the end of the world may find it asleep: it serves others.
    boolean serves;

    /// Whether it has come to its end, by itself, since it was started last.
    boolean ended;

    Job(String name, Program program, boolean serves) {
        this.name = name;
        this.program = program;
        this.serves = serves;
    }
}
