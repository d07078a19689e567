package io.epoll4j.bench.multiplexers;

import static io.epoll4j.sys.EpollFlags.*;
import static io.epoll4j.sys.FileFlags.*;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Eventfds watched by one epoll, and by poll and select as far as this process can have them open
/// itself. The first of them are the active ones: they hold a count that nobody takes.
final class Watched implements AutoCloseable {
    /// Room for all that are ever active, so that one call finds them all.
    static final int MOST_ACTIVE = 10_000;

    private final LinuxKernel kernel = Kernel.linux();
    private final int epoll =
            SysException.check(kernel.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "");
    private final int most;
    private final Holders holders;
    private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final EpollEvents events = new EpollEvents(MOST_ACTIVE);
    private int[] own = new int[0];
    private PollFds polled = new PollFds(1);
    private FdSet selected = new FdSet();

    /// @param most how many descriptors this process may use for this
    Watched(int most) {
        this.most = most;
        holders = new Holders(epoll, most);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    /// How many of the watched are this process's own: poll and select see no others.
    int own() {
        return own.length;
    }

    /// Watches `count` in all; there is no way back.
    void grow(int count) throws IOException {
        int before = own.length;
        own = Arrays.copyOf(own, Math.min(count, most));
        for (int i = before; i < own.length; i++) {
            own[i] =
                    SysException.check(
                            kernel.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd", "");
            check(kernel.epollCtl(epoll, EPOLL_CTL_ADD, own[i], EPOLLIN, i));
        }
        polled = new PollFds(own.length);
        for (int i = 0; i < own.length; i++) {
            polled.set(i, own[i], POLLIN);
        }
        selected = new FdSet(own[own.length - 1] + 1);
        holders.hold(count - own.length);
    }

    /// Makes the first `active` ready, registered as the mechanism has it.
    void activate(Mechanism mechanism, int active) {
        for (int i = 0; i < active; i++) {
            fire(i);
            if (mechanism.epoll()) {
                check(kernel.epollCtl(epoll, EPOLL_CTL_MOD, own[i], mechanism.events(), i));
            }
        }
    }

    /// Takes back what [#activate] did.
    void calm(int active) {
        for (int i = 0; i < active; i++) {
            kernel.read(own[i], one, 0, Long.BYTES);
            one.set(ValueLayout.JAVA_LONG, 0, 1);
            check(kernel.epollCtl(epoll, EPOLL_CTL_MOD, own[i], EPOLLIN, i));
        }
        while (kernel.epollWait(epoll, events, MOST_ACTIVE, 0) > 0) {
            // an edge or two may still be noted
        }
    }

    /// One wait in which all active ones are found, in nanoseconds; what has to be done before it
    /// (sets filled, edges made, one-shots armed again) is not counted.
    long wait(Mechanism mechanism, int active) {
        prepare(mechanism, active);
        long start = System.nanoTime();
        int found =
                switch (mechanism) {
                    case SELECT -> kernel.select(selected.size(), selected, null, null, -1);
                    case POLL -> kernel.poll(polled, own.length, -1);
                    default -> kernel.epollWait(epoll, events, MOST_ACTIVE, -1);
                };
        long took = System.nanoTime() - start;
        if (found != active) {
            throw new IllegalStateException(
                    "%s found %d of %d active".formatted(mechanism.label(), found, active));
        }
        return took;
    }

    private void prepare(Mechanism mechanism, int active) {
        switch (mechanism) {
            case SELECT -> {
                for (int fd : own) {
                    selected.add(fd);
                }
            }
            case EDGE -> {
                for (int i = 0; i < active; i++) {
                    fire(i);
                }
            }
            case ONESHOT -> {
                for (int i = 0; i < active; i++) {
                    check(kernel.epollCtl(epoll, EPOLL_CTL_MOD, own[i], mechanism.events(), i));
                }
            }
            default -> {
                // level-triggered ones are still ready, and poll keeps its list
            }
        }
    }

    private void fire(int index) {
        check((int) kernel.write(own[index], one, 0, Long.BYTES));
    }

    private static void check(int answer) {
        SysException.check(answer, "preparing a wait", "");
    }

    @Override
    public void close() {
        holders.close();
        for (int fd : own) {
            kernel.close(fd);
        }
        kernel.close(epoll);
    }
}
