package io.epoll4j.netty;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/// What goes wrong where nobody can be told by an exception, said where Netty says such things.
final class Log {
    private static final InternalLogger LOGGER =
            InternalLoggerFactory.getInstance(KernelIoHandler.class);

    private Log() {}

    static void failed(String what, Object whose, Throwable why) {
        LOGGER.warn("{} of {} failed", what, whose, why);
    }
}
