package io.epoll4j.sim;

/// A thread that the world did not start made a call: what it does would not be the same in the
/// next run.
final class Stranger extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Stranger(Thread thread) {
        super(
                thread
                        + " is not of this world: programs start their threads with Here.run or"
                        + " Here.threads");
    }
}
