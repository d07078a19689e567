package io.epoll4j.jvm;

/// A file to watch: its bits are what the test says. It has as many wait queues as wanted.
final class Source extends OpenFile {
    final WaitQueue[] queues;
    private volatile int bits;

    /// Runs at the start of every poll, with the polling epoll's mutex held: a way into a transfer.
    volatile Runnable onPoll = () -> {};

    volatile boolean released;

    Source(Core core) {
        this(core, 1);
    }

    Source(Core core, int queues) {
        super(core, 0);
        this.queues = new WaitQueue[queues];
        for (int i = 0; i < queues; i++) {
            this.queues[i] = new WaitQueue();
        }
    }

    /// Sets the bits without telling anybody.
    Source quietly(int bits) {
        this.bits = bits;
        return this;
    }

    /// Sets the bits and tells of them.
    void fire(int bits) {
        fire(bits, bits);
    }

    void fire(int bits, int key) {
        queues[0].lock();
        this.bits = bits;
        queues[0].wakeLocked(1, key);
        queues[0].unlock();
    }

    @Override
    int poll(PollTable table) {
        for (WaitQueue queue : queues) {
            table.pollWait(queue);
        }
        onPoll.run();
        return bits;
    }

    @Override
    void release() {
        released = true;
    }
}
