package io.epoll4j.sim;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.Kernel;

/// A machine from its start to its crash: its kernel, and the face of it that programs see. Used by
/// whoever holds the baton.
final class Incarnation {
    final JvmKernel kernel;
    final MachineHost host;
    final Kernel face;
    private final Machine machine;
    private final Director director;
    private final Due timers = Due.of(this::runTimers);
    private boolean crashed;

    Incarnation(Machine machine) {
        World world = machine.world;
        this.machine = machine;
        director = world.director;
        host = new MachineHost(machine, director);
        var network = new MachineNetwork(machine, world.network());
        kernel = new JvmKernel(host, JvmKernel.DEFAULT_MAX_USER_WATCHES, network);
        face = new MachineKernel(machine, kernel, director, world.trace);
    }

    boolean isUp() {
        return !crashed;
    }

    void crash() {
        crashed = true;
        kernel.crash();
        director.agenda.remove(timers);
    }

    /// The process has ended: its descriptors are closed.
    void closeAll() {
        if (crashed) return;
        kernel.closeAll();
        timersChanged();
    }

    void arrives(Packet packet) {
        if (crashed) return;
        kernel.receive(packet);
        timersChanged();
    }

    /// Its real-time clock has jumped.
    void clockWasSet() {
        if (crashed) return;
        kernel.clockWasSet();
        timersChanged();
    }

    private void runTimers() {
        if (crashed) return;
        if (machine.standstill.isFrozen()) {
            machine.standstill.thaws(this::runTimers);
        } else {
            kernel.runTimers();
            timersChanged();
        }
    }

    /// Something may have set a timer of the kernel: its time is noted.
    void timersChanged() {
        if (crashed) return;
        long next = kernel.nextTimer();
        if (next == Host.NEVER) {
            director.agenda.remove(timers);
            return;
        }
        long at = Math.max(machine.clock.toWorld(next), director.now);
        if (timers.index >= 0 && timers.at == at) return;
        director.agenda.remove(timers);
        director.agenda.add(timers, at);
    }
}
