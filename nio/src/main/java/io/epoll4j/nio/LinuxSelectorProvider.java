package io.epoll4j.nio;

import io.epoll4j.sys.Kernel;

/// The provider on Linux for a whole JVM, which makes it by
/// `-Djava.nio.channels.spi.SelectorProvider=io.epoll4j.nio.LinuxSelectorProvider`.
public final class LinuxSelectorProvider extends KernelSelectorProvider {
    /// For the JVM; others say [KernelSelectorProvider#on].
    ///
    /// @throws UnsupportedOperationException on another operating system or architecture
    public LinuxSelectorProvider() {
        super(Kernel.linux());
    }
}
