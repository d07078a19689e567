package io.epoll4j.jvm.file;

import io.epoll4j.jvm.task.WaitQueue;

/// What [OpenFile#poll] is to do beside answering, as Linux's `poll_table`: the file names its wait
/// queues, and the table puts a wait entry on each, or does nothing.
public abstract class PollTable {
    /// Only asks what is ready now, as a `poll_table` without a queue function.
    public static final PollTable NONE =
            new PollTable() {
                @Override
                public void pollWait(WaitQueue queue) {}
            };

    /// `poll_wait`: called by a file's poll once for every queue that tells of its readiness,
    /// before it looks at its state, holding no lock of its own.
    public abstract void pollWait(WaitQueue queue);
}
