package io.epoll4j.jvm.spi;

/// A thread inside a call of one kernel, as its [Host] is told of it. The same thread is the same
/// task from call to call. Any thread may use it.
public interface Task {
    /// The thread.
    Thread thread();

    /// Whether the task still sleeps: nobody has woken it since it prepared to.
    boolean isAsleep();
}
