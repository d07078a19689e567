package io.epoll4j.sim;

import io.epoll4j.loop.Threads;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a program finds on its machine. For the threads of that program only.
public final class Here {
    private final Machine machine;
    private final Job job;
    private final Kernel kernel;
    private final RandomGenerator random;

    Here(Machine machine, Job job, Kernel kernel, RandomGenerator random) {
        this.machine = machine;
        this.job = job;
        this.kernel = kernel;
        this.random = random;
    }

    /// The kernel of the machine: everything the program does goes through it.
    public Kernel kernel() {
        return kernel;
    }

    /// Random numbers that depend on the seed of the world, and not on what others draw.
    public RandomGenerator random() {
        return random;
    }

    /// The name of the machine.
    public String name() {
        return machine.name();
    }

    /// The machine itself.
    public Machine machine() {
        return machine;
    }

    /// What the machine keeps when it crashes.
    public Disk disk() {
        return machine.disk();
    }

    /// Writes a line into the trace of the world.
    public void log(String what) {
        machine.world.trace.said(self(), what);
    }

    /// The IPv4 address of the machine called `name`, or of an address given as text.
    ///
    /// @throws IllegalArgumentException if no machine is called so
    public SockAddr resolve(String name, int port) {
        List<Machine> machines = machine.world.machines();
        for (Machine one : machines) if (one.name().equals(name)) return one.at(port);
        if (name.indexOf(':') >= 0) return SockAddr.parse("[" + name + "]:" + port);
        if (!name.isEmpty() && Character.isDigit(name.charAt(0)))
            return SockAddr.parse(name + ":" + port);
        throw new IllegalArgumentException(
                "no machine is called " + name + "; there are " + Partition.text(machines));
    }

    /// Lets time pass.
    public void sleep(Duration time) {
        Strand strand = self();
        long until = Times.after(machine.clock.now(), Times.nanos(time));
        while (machine.clock.now() < until) {
            strand.park(until);
            if (strand.doomed) throw new Unwinding();
            strand.takeSignal();
        }
    }

    /// Starts another thread of this program.
    public Thread run(String name, Runnable body) {
        return threads().start(name, body);
    }

    /// Threads of this world, for a [io.epoll4j.loop.LoopGroup] and its likes.
    public Threads threads() {
        return new Threads() {
            @Override
            public Thread start(String name, Runnable body) {
                return machine.jobs.start(name, job, body::run).thread;
            }

            @Override
            public void join(Thread thread) {
                machine.jobs.join(thread, self());
            }
        };
    }

    private Strand self() {
        machine.world.director.checkThread();
        Strand strand = machine.world.director.running();
        if (strand == null || strand.machine != machine)
            throw new IllegalStateException("only for the programs of " + machine.name());
        return strand;
    }
}
