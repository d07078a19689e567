/// Who runs and who sleeps: tasks, wait queues, locks, timers and signals (kernel/sched,
/// kernel/time, kernel/signal.c). Whoever waits in this kernel waits here.
package io.epoll4j.jvm.task;
