package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.WaitQueue;

/// A file that is ready or not, all of it guarded by its wait queue's lock, its poll too. So a
/// firing is one step, and what an epoll reports can be held against an order of whole calls.
final class Bell extends OpenFile {
    final WaitQueue queue = new WaitQueue();
    private int bits;

    Bell(Scheduler scheduler) {
        super(scheduler, 0);
    }

    void fire(int bits) {
        queue.lock();
        this.bits = bits;
        queue.wakeLocked(1, bits);
        queue.unlock();
    }

    void drain() {
        queue.lock();
        bits = 0;
        queue.unlock();
    }

    @Override
    public int poll(PollTable table) {
        table.pollWait(queue);
        queue.lock();
        int seen = bits;
        queue.unlock();
        return seen;
    }

    @Override
    public void release() {}
}
