package io.epoll4j.sim;

import io.epoll4j.sys.KernelGone;

/// Ends the threads of a program that was killed: thrown by the calls they make, so that they
/// unwind. What they do on the way reaches nobody.
final class Unwinding extends KernelGone {
    private static final long serialVersionUID = 1;

    Unwinding() {
        super("the program was killed");
    }
}
