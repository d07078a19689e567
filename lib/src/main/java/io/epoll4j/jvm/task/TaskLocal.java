package io.epoll4j.jvm.task;

import java.util.function.Function;

/// Something that one room keeps for each task of a kernel, made when the task first needs it: the
/// scratch space that calls use again and again, so that they make no garbage.
///
/// @param <T> what it is
public final class TaskLocal<T> {
    private final int index;
    private final Function<TaskStruct, T> maker;

    /// For the tasks of `scheduler`.
    public TaskLocal(Scheduler scheduler, Function<TaskStruct, T> maker) {
        this.index = scheduler.nextTaskLocal();
        this.maker = maker;
    }

    /// The one of `task`, for the task's own thread.
    @SuppressWarnings("unchecked") // nobody else has this index
    public T of(TaskStruct task) {
        Object kept = task.local(index);
        if (kept == null) {
            kept = maker.apply(task);
            task.setLocal(index, kept);
        }
        return (T) kept;
    }
}
