package io.epoll4j;

import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;

/// Both ends of a [pipe(7)](https://man7.org/linux/man-pages/man7/pipe.7.html).
///
/// @param reader reads what is written to the other; at its end once that is closed
/// @param writer fails with EPIPE once the reader is closed
public record PipePair(Descriptor reader, Descriptor writer) implements AutoCloseable {
    /// A pipe on Linux.
    public static PipePair open() {
        return open(Kernel.linux());
    }

    /// A pipe on `kernel`.
    ///
    /// @throws SysException EMFILE, ENFILE
    public static PipePair open(Kernel kernel) {
        int[] fds = new int[2];
        int answer = kernel.pipe2(fds, O_NONBLOCK | O_CLOEXEC);
        if (answer < 0) throw new SysException("pipe2", "O_NONBLOCK|O_CLOEXEC", answer);
        return new PipePair(new Descriptor(kernel, fds[0]), new Descriptor(kernel, fds[1]));
    }

    /// Closes both ends.
    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
