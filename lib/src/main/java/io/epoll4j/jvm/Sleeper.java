package io.epoll4j.jvm;

import org.jspecify.annotations.Nullable;

/// A task's place in the list of those who sleep, which is guarded by the lock of [Timers].
final class Sleeper {
    final Task task;
    @Nullable Sleeper previous;
    @Nullable Sleeper next;
    boolean listed;

    Sleeper(Task task) {
        this.task = task;
    }
}
