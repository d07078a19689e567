package io.epoll4j.loop;

/// A task for whichever of several loops takes it, to be run while nobody else touches `peer`.
record PeerTask(Peer peer, Runnable task) implements Runnable {
    void run(Loop loop) {
        OneShot.run(loop, peer, task);
    }

    @Override
    public void run() {
        throw new AssertionError("needs a loop");
    }
}
