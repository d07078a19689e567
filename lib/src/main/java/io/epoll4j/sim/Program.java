package io.epoll4j.sim;

/// What runs on a [Machine]: ordinary code, on the kernel that it is given.
@FunctionalInterface
public interface Program {
    /// Runs to its end, on a thread of its own. What it throws fails the world.
    ///
    /// @param on what it finds on its machine
    void run(Here on) throws Exception;
}
