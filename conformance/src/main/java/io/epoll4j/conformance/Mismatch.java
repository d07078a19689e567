package io.epoll4j.conformance;

/// The kernel did something else than the case expects.
public final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// `what` was done: `expected` should have been seen, `seen` was.
    public Mismatch(String what, Object expected, Object seen) {
        super(what + ": expected " + expected + ", seen " + seen);
    }
}
