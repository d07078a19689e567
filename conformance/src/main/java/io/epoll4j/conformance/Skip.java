package io.epoll4j.conformance;

/// A case cannot be tried here: the message says why.
public final class Skip extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// `reason` completes "skipped: ...".
    public Skip(String reason) {
        super(reason, null, false, false);
    }
}
