package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// An accepted connection on its way from the loop that accepts to the one that will serve it.
record Handover(Loop to, Acceptor acceptor, int fd, @Nullable Object address) implements Runnable {
    @Override
    public void run() {
        to.opening.admit(acceptor, fd, address);
    }

    /// The loop has closed before it came to this.
    void discard() {
        to.admission.leave();
        to.admission.leave(address);
        to.calls.close(fd);
    }
}
