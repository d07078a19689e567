package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/// A handler for a signal that interrupts calls and does nothing: the address of the C library's
/// `abs`. A handler written in Java would not be safe in a signal.
public final class Handler {
    /// A signal that the JVM has no use for.
    public static final int SIGNAL = Signals.SIGRTMIN + 5;

    /// `struct sigaction` of the C library; its flags stay 0, so that no call is restarted.
    private static final long SIZE = 152;

    private Handler() {}

    /// Installs it for [#SIGNAL].
    @SuppressWarnings("restricted")
    public static void install() {
        var linker = Linker.nativeLinker();
        var lookup = linker.defaultLookup();
        var sigaction =
                linker.downcallHandle(
                        lookup.findOrThrow("sigaction"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
        var action = Arena.ofAuto().allocate(SIZE, Long.BYTES);
        action.set(ADDRESS, 0, lookup.findOrThrow("abs"));
        try {
            assertEquals(0, (int) sigaction.invokeExact(SIGNAL, action, MemorySegment.NULL));
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
