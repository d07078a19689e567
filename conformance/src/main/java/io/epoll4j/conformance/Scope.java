package io.epoll4j.conformance;

/// Where a behaviour must hold.
public enum Scope {
    /// On Linux and in the kernel inside the JVM.
    BOTH("B"),
    /// On Linux only: signals, processes, files, /proc, ioctls.
    LINUX("K"),
    /// At the level of pointers and structs on Linux; in the JVM it becomes a bounds check, or
    /// nothing.
    POINTER("A");

    private final String mark;

    Scope(String mark) {
        this.mark = mark;
    }

    /// The letter that the catalogue and `--list` use.
    public String mark() {
        return mark;
    }
}
