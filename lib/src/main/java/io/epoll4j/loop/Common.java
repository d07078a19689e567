package io.epoll4j.loop;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;

/// What loops on one epoll have in common; a loop by itself has it alone.
record Common(
        Poller poller, Mailbox mailbox, Timers timers, Draining draining, Admission admission) {

    static Common of(Kernel kernel, Settings settings, Admission admission) {
        long now = kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
        return new Common(
                new Poller(kernel, settings.trigger),
                new Mailbox(),
                settings.trigger == Trigger.ONESHOT ? new SharedTimers(now) : new Timers(now),
                new Draining(),
                admission);
    }
}
