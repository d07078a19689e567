package io.epoll4j.loop;

import org.jspecify.annotations.Nullable;

/// An accepted connection on its way from the loop that accepts to the one that will serve it.
final class Handover implements Runnable {
    private final Loop to;
    private final ListenerEntry listener;
    private final int fd;
    private final byte[] remote;
    private final @Nullable Object address;

    Handover(Loop to, ListenerEntry listener, int fd, byte[] remote, @Nullable Object address) {
        this.to = to;
        this.listener = listener;
        this.fd = fd;
        this.remote = remote;
        this.address = address;
    }

    @Override
    public void run() {
        try {
            to.opening.admit(listener, fd, remote, address);
        } catch (Throwable thrown) {
            discard();
            throw thrown;
        }
    }

    /// The loop has closed before it came to this, or has no memory for it.
    void discard() {
        to.admission.leave();
        to.admission.leave(address);
        to.callbacks.close(fd);
    }
}
