package io.epoll4j.loop;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;

/// What loops on one epoll share; a loop by itself has it alone.
record Shared(
        Poller poller, Mailbox mailbox, Timers timers, Draining draining, Admission admission) {

    static Shared of(Kernel kernel, Settings settings, Admission admission) {
        long now = kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
        if (now < 0) throw new SysException("clock_gettime", "CLOCK_MONOTONIC", (int) now);
        var mailbox = new Mailbox();
        var draining = new Draining();
        // Last, as nothing here would close it if another failed.
        var poller = new Poller(kernel, settings.trigger);
        boolean shared = settings.trigger == Trigger.ONESHOT;
        var timers = shared ? new SharedTimers(now, mailbox, poller) : new Timers(now);
        return new Shared(poller, mailbox, timers, draining, admission);
    }
}
