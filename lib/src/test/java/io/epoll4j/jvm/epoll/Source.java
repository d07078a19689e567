package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.WaitQueue;

/// A file to watch: its bits are what the test says. It has as many wait queues as wanted.
public final class Source extends OpenFile {
    public final WaitQueue[] queues;
    private volatile int bits;

    /// Runs at the start of every poll, with the polling epoll's mutex held: a way into a transfer.
    volatile Runnable onPoll = () -> {};

    public volatile boolean released;

    Source(Scheduler scheduler) {
        this(scheduler, 1);
    }

    Source(Scheduler scheduler, int queues) {
        super(scheduler, 0);
        this.queues = new WaitQueue[queues];
        for (int i = 0; i < queues; i++) {
            this.queues[i] = new WaitQueue();
        }
    }

    /// Sets the bits without telling anybody.
    public Source quietly(int bits) {
        this.bits = bits;
        return this;
    }

    /// Sets the bits and tells of them.
    public void fire(int bits) {
        fire(bits, bits);
    }

    void fire(int bits, int key) {
        queues[0].lock();
        this.bits = bits;
        queues[0].wakeLocked(1, key);
        queues[0].unlock();
    }

    @Override
    public int poll(PollTable table) {
        for (WaitQueue queue : queues) {
            table.pollWait(queue);
        }
        onPoll.run();
        return bits;
    }

    @Override
    public void release() {
        released = true;
    }
}
