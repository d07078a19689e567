package io.epoll4j.sim;

/// Something that must be reached in some seed, or the test has not tried what it was written for.
public final class Reach {
    final String what;
    private long reached;

    Reach(String what) {
        this.what = what;
    }

    /// It is reached. Any program of the world, and the test.
    public void reached() {
        reached++;
    }

    /// It is reached if `condition`.
    public void reached(boolean condition) {
        if (condition) reached++;
    }

    long count() {
        return reached;
    }
}
