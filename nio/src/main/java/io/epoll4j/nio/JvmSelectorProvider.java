package io.epoll4j.nio;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Host;

/// The provider on a kernel inside the JVM for a whole JVM, which makes it by
/// `-Djava.nio.channels.spi.SelectorProvider=io.epoll4j.nio.JvmSelectorProvider`: its programs
/// speak to one another, and to nobody else.
public final class JvmSelectorProvider extends KernelSelectorProvider {
    /// For the JVM; others say [KernelSelectorProvider#on].
    public JvmSelectorProvider() {
        super(new JvmKernel(host()));
    }

    /// The host of a kernel for real threads that run java.nio's programs: as [Host#system()], but
    /// an interrupt that ends a wait stays set.
    public static Host host() {
        return InterruptedHost.INSTANCE;
    }
}
