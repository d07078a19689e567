package io.epoll4j.inspect.model;

/// A process could not be looked at: there is none, or it is another user's, or it is too large to
/// be looked at without being asked twice. The message is one line and says what to do.
public final class CannotLookException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message why, and what to do
    public CannotLookException(String message) {
        super(message);
    }
}
