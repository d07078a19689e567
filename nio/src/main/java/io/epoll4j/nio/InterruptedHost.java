package io.epoll4j.nio;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;

/// The host of real threads, in which an interrupt stays set until the program takes it, as
/// java.nio promises. What it waits in ends meanwhile: it is closed, or woken.
final class InterruptedHost implements Host {
    static final InterruptedHost INSTANCE = new InterruptedHost();

    private final Host system = Host.system();

    private InterruptedHost() {}

    @Override
    public long monotonicNanos() {
        return system.monotonicNanos();
    }

    @Override
    public long realtimeNanos() {
        return system.realtimeNanos();
    }

    @Override
    public boolean park(Task task, long deadline) {
        return system.park(task, deadline);
    }

    @Override
    public void unpark(Task task) {
        system.unpark(task);
    }

    @Override
    public boolean takeSignal() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public int processId() {
        return system.processId();
    }
}
