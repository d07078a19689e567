package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IP;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static io.epoll4j.sys.SocketFlags.IPV6_V6ONLY;
import static io.epoll4j.sys.SocketFlags.IP_MULTICAST_ALL;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;

import io.epoll4j.sys.Kernel;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;

/// java.nio's selectors and channels on a kernel. Everything that one provider opens lives on its
/// kernel, and only a selector of the same kernel takes it.
///
/// Channels, their `socket()`s and selectors behave as [java.nio.channels] says, and as those of
/// the JDK where that leaves a choice. A channel that blocks may be used in virtual threads.
///
/// Sockets speak IPv6 and IPv4 both, unless the kernel has no IPv6 or `java.net.preferIPv4Stack` is
/// true. For any thread.
public class KernelSelectorProvider extends SelectorProvider {
    private static final int IPV6_MULTICAST_ALL = 29;

    private final Kernel kernel;

    /// Of sockets that are to have none in particular.
    private final int family;

    /// As [#on]; for those who name their provider, as the JVM wants it.
    protected KernelSelectorProvider(Kernel kernel) {
        this.kernel = Objects.requireNonNull(kernel);
        family = Boolean.getBoolean("java.net.preferIPv4Stack") ? AF_INET : bestFamily(kernel);
    }

    /// A provider on `kernel`. Interrupts end the waits of a [io.epoll4j.jvm.JvmKernel]'s threads
    /// and are used up by that, unless its host is [JvmSelectorProvider#host]; java.nio promises
    /// that they stay set.
    public static KernelSelectorProvider on(Kernel kernel) {
        return new KernelSelectorProvider(kernel);
    }

    private static int bestFamily(Kernel kernel) {
        int fd = kernel.socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd >= 0) kernel.close(fd);
        return fd == -EAFNOSUPPORT ? AF_INET : AF_INET6;
    }

    /// The kernel on which everything is opened.
    public final Kernel kernel() {
        return kernel;
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new KernelSelector(this, kernel);
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return new KernelSocketChannel(this, open(family, SOCK_STREAM));
    }

    /// @throws UnsupportedOperationException for families other than INET, INET6 and UNIX
    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return new KernelSocketChannel(this, open(familyOf(family), SOCK_STREAM));
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return listener(family);
    }

    /// @throws UnsupportedOperationException for families other than INET, INET6 and UNIX
    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return listener(familyOf(family));
    }

    /// A listener takes the place of one that has ended, whatever connections it has left.
    private ServerSocketChannel listener(int family) throws IOException {
        var fd = open(family, SOCK_STREAM);
        if (family != AF_UNIX) set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        return new KernelServerSocketChannel(this, fd);
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return datagrams(family);
    }

    /// @throws UnsupportedOperationException for families other than INET and INET6
    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        if (family == StandardProtocolFamily.UNIX)
            throw new UnsupportedOperationException("Protocol family not supported");
        return datagrams(familyOf(family));
    }

    /// A socket hears the groups that it has joined itself, and no others of the machine, where the
    /// kernel knows groups.
    private DatagramChannel datagrams(int family) throws IOException {
        var fd = open(family, SOCK_DGRAM);
        int _ = kernel.setsockopt(fd.number, IPPROTO_IP, IP_MULTICAST_ALL, 0);
        if (family == AF_INET6) {
            int _ = kernel.setsockopt(fd.number, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
        }
        return new KernelDatagramChannel(this, fd);
    }

    private int familyOf(ProtocolFamily name) {
        Objects.requireNonNull(name);
        if (name == StandardProtocolFamily.INET) return AF_INET;
        if (name == StandardProtocolFamily.INET6 && family == AF_INET6) return AF_INET6;
        if (name == StandardProtocolFamily.UNIX) return AF_UNIX;
        throw new UnsupportedOperationException("Protocol family not supported");
    }

    private Fd open(int family, int type) throws IOException {
        int number = kernel.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        var fd = new Fd(kernel, Errors.check(number), family);
        if (family == AF_INET6) set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        return fd;
    }

    private static void set(Fd fd, int level, int option, int value) throws IOException {
        int answer = fd.kernel.setsockopt(fd.number, level, option, value);
        if (answer < 0) fd.close();
        Errors.check(answer);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return new KernelPipe(this, kernel);
    }
}
