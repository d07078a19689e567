package io.epoll4j.jvm.task;

import org.jspecify.annotations.Nullable;

/// A task's place in the list of those who sleep, which is guarded by the lock of [HrTimers].
public final class Sleeper {
    final TaskStruct task;
    @Nullable Sleeper previous;
    @Nullable Sleeper next;
    boolean listed;

    public Sleeper(TaskStruct task) {
        this.task = task;
    }
}
