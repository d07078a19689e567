package io.epoll4j.jvm.spi;

import io.epoll4j.sys.KernelGone;

/// Thrown by every call on a kernel that crashed (`JvmKernel.crash`), and by calls that sleep in it
/// at that moment: it unwinds the threads of a machine that is no more. Not to be caught, but by
/// whoever started the threads.
public final class CrashError extends KernelGone {
    private static final long serialVersionUID = 1;

    /// As every call of a crashed kernel throws it.
    public CrashError() {
        super("the kernel crashed");
    }
}
