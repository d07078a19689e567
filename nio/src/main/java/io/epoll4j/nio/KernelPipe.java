package io.epoll4j.nio;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.spi.SelectorProvider;

/// A pipe, which is a pair of Unix sockets of which one only writes and one only reads: they can be
/// shut down under those who wait in them, as the ends of a pipe(2) cannot.
final class KernelPipe extends Pipe {
    private final SourceChannel source;
    private final SinkChannel sink;

    KernelPipe(SelectorProvider provider, Kernel kernel) throws IOException {
        int[] fds = new int[2];
        int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
        Errors.check(kernel.socketpair(AF_UNIX, type, 0, fds));
        var out = new Fd(kernel, fds[0], AF_UNIX);
        var in = new Fd(kernel, fds[1], AF_UNIX);
        source = new KernelSourceChannel(provider, out);
        sink = new KernelSinkChannel(provider, in);
    }

    @Override
    public SourceChannel source() {
        return source;
    }

    @Override
    public SinkChannel sink() {
        return sink;
    }
}
