package io.epoll4j.sim;

/// Ends the threads of a program that was killed: thrown by the calls they make, so that they
/// unwind. What they do on the way reaches nobody.
final class Unwinding extends Error {
    private static final long serialVersionUID = 1;

    Unwinding() {
        super("the program was killed", null, false, false);
    }
}
