package io.epoll4j.loop;

import java.util.function.Consumer;

/// A task that needs to know which loop runs it: where several share an epoll, that is whichever
/// comes to it first.
record LoopTask(Consumer<Loop> action) implements Runnable {
    /// This for the loop that runs it.
    Runnable on(Loop loop) {
        return () -> action.accept(loop);
    }

    @Override
    public void run() {
        throw new AssertionError("needs a loop");
    }
}
