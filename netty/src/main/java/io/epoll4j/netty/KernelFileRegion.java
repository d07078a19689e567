package io.epoll4j.netty;

import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_RDONLY;
import static io.epoll4j.sys.FileFlags.SEEK_SET;

import io.epoll4j.sys.LinuxKernel;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Part of a file that a stream of the same kernel sends by sendfile(2): its bytes never enter the
/// JVM. It is to a `DefaultFileRegion` what that is on Netty's epoll transport; the JDK keeps the
/// descriptor of a `FileChannel` to itself, so that a `DefaultFileRegion` is copied through a
/// buffer.
///
/// Written to one channel, once; released with its message, which closes the file.
public final class KernelFileRegion extends AbstractReferenceCounted implements FileRegion {
    private final LinuxKernel kernel;
    private final KernelDescriptor file;
    private final Path path;
    private final long position;
    private final long count;
    private long transferred;

    private KernelFileRegion(LinuxKernel kernel, int fd, Path path, long position, long count) {
        this.kernel = kernel;
        this.file = new KernelDescriptor(kernel, fd);
        this.path = path;
        this.position = position;
        this.count = count;
    }

    /// `count` bytes of a file from `position` on.
    ///
    /// @throws IOException if the file cannot be opened
    /// @throws IllegalArgumentException if `position` or `count` is negative
    public static KernelFileRegion open(LinuxKernel kernel, Path path, long position, long count)
            throws IOException {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "bytes from " + position + ", " + count + " of them: give neither negative");
        }
        int fd = Failures.check("open", kernel.open(path.toString(), O_RDONLY | O_CLOEXEC, 0));
        var region = new KernelFileRegion(kernel, fd, path, position, count);
        long answer = kernel.lseek(fd, position, SEEK_SET);
        if (answer < 0) {
            region.release();
            throw Failures.of("lseek", answer);
        }
        return region;
    }

    LinuxKernel kernel() {
        return kernel;
    }

    /// Sends on; answers as sendfile(2), whose position is the file's own.
    long sendTo(int socket) throws IOException {
        long n = kernel.sendfile(socket, file.intValue(), count - transferred);
        if (n > 0) transferred += n;
        if (n == 0) {
            throw new IOException(
                    path + " ends " + (count - transferred) + " bytes before the region does");
        }
        return n;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    public long count() {
        return count;
    }

    /// For other channels: through a buffer.
    @Override
    public long transferTo(WritableByteChannel target, long from) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long n = channel.transferTo(position + from, count - from, target);
            if (n > 0) transferred += n;
            return n;
        }
    }

    @Override
    protected void deallocate() {
        try {
            file.close();
        } catch (IOException e) {
            Log.failed("close", path, e);
        }
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
