package io.epoll4j.netty;

import io.epoll4j.sys.Kernel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/// A descriptor of a kernel's, as Netty speaks of them: what a channel answers to `fd()`, and what
/// a Unix-domain channel sends and receives in the mode
/// [io.netty.channel.unix.DomainSocketReadMode#FILE_DESCRIPTORS].
///
/// The inherited methods that read and write are Netty's, native and final, and must not be called:
/// use the [#kernel()]. Closed once, from any thread.
public class KernelDescriptor extends FileDescriptor {
    private final Kernel kernel;

    /// Takes over `fd`, an open descriptor of `kernel`.
    public KernelDescriptor(Kernel kernel, int fd) {
        super(fd);
        this.kernel = kernel;
    }

    /// The kernel in which the number means something.
    public Kernel kernel() {
        return kernel;
    }

    /// Closes it, unless it is closed.
    @Override
    public void close() throws IOException {
        if (markClosed()) Failures.check("close", kernel.close(intValue()));
    }

    /// Whether both are the same number in the same kernel.
    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof KernelDescriptor that
                && that.kernel.equals(kernel);
    }

    @Override
    public int hashCode() {
        return intValue();
    }

    @Override
    public String toString() {
        return "fd " + intValue();
    }
}
