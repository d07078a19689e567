package io.epoll4j.sys;

/// Thrown by the calls of a kernel that is no more: its machine has crashed, or the program was
/// killed in a simulated world. It unwinds the threads that were in them; nothing that they do on
/// the way reaches anybody. Whoever guards against what others throw lets this through.
public abstract class KernelGone extends Error {
    private static final long serialVersionUID = 1;

    /// Without a stack trace: where it happened does not matter.
    protected KernelGone(String message) {
        super(message, null, false, false);
    }
}
