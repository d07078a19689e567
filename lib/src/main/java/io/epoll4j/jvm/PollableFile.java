package io.epoll4j.jvm;

import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.Scheduler;

/// The open file description of a [Pollable]: it can be watched and closed, no more.
final class PollableFile extends OpenFile {
    private final Pollable pollable;

    PollableFile(Scheduler scheduler, Pollable pollable) {
        super(scheduler, O_RDWR);
        this.pollable = pollable;
    }

    @Override
    public int poll(PollTable table) {
        table.pollWait(pollable.queue);
        return pollable.readiness();
    }

    @Override
    public void release() {
        pollable.closed();
    }
}
