package io.epoll4j.jvm.task;

import io.epoll4j.jvm.Task;
import org.jspecify.annotations.Nullable;

/// A task's place in the list of those who sleep, which is guarded by the lock of [Timers].
public final class Sleeper {
    final Task task;
    @Nullable Sleeper previous;
    @Nullable Sleeper next;
    boolean listed;

    public Sleeper(Task task) {
        this.task = task;
    }
}
