package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Task;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Time and sleep of one machine's kernel: to sleep is to hand the baton back.
final class MachineHost implements Host {
    private final Machine machine;
    private final Director director;

    /// Who sleeps as which task. Only ever looked up in, never gone through.
    private final Map<Task, Strand> sleepers = new HashMap<>();

    MachineHost(Machine machine, Director director) {
        this.machine = machine;
        this.director = director;
    }

    @Override
    public long monotonicNanos() {
        return machine.clock.monotonic();
    }

    @Override
    public long realtimeNanos() {
        return machine.clock.realtime();
    }

    @Override
    public boolean park(Task task, long deadline) {
        Strand strand = director.running();
        if (strand == null)
            throw new IllegalStateException(
                    "only programs may wait: give this to Machine.run, or do not block");
        if (!task.equals(strand.task)) {
            strand.task = task;
            sleepers.put(task, strand);
        }
        return strand.park(machine.clock.toWorld(deadline));
    }

    @Override
    public void unpark(Task task) {
        Strand strand = sleepers.get(task);
        if (strand != null) strand.unpark();
    }

    @Override
    public boolean takeSignal() {
        Strand strand = director.running();
        return strand != null && strand.takeSignal();
    }

    /// A strand has ended.
    void forget(@Nullable Task task) {
        if (task != null) sleepers.remove(task);
    }
}
