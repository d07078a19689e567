package io.epoll4j.netty;

import static io.epoll4j.sys.Errno.EAFNOSUPPORT;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.IPPROTO_IPV6;
import static io.epoll4j.sys.SocketFlags.IPV6_V6ONLY;
import static io.epoll4j.sys.SocketFlags.SOCK_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_DOMAIN;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// A socket of a kernel's: its descriptor, its family, and the calls that channels make rarely.
///
/// Any thread may ask and close; the calls are the kernel's own.
final class KernelSocket extends KernelDescriptor {
    private final int family;

    /// Takes over an open socket. It must not block.
    KernelSocket(Kernel kernel, int fd, int family) {
        super(kernel, fd);
        this.family = family;
    }

    /// Takes over an open socket and finds out its family.
    static KernelSocket adopt(Kernel kernel, int fd) {
        int family = kernel.getsockopt(fd, SOL_SOCKET, SO_DOMAIN);
        return new KernelSocket(kernel, fd, Failures.checkUnchecked("getsockopt", family));
    }

    /// A socket of `family`. If that is null: of IPv6 that speaks IPv4 too, or of IPv4 where the
    /// kernel has no IPv6 or `java.net.preferIPv4Stack` says so.
    static KernelSocket open(Kernel kernel, int type, @Nullable SocketProtocolFamily family) {
        if (family == SocketProtocolFamily.UNIX) return openUnix(kernel, type);
        boolean only4 =
                family == SocketProtocolFamily.INET
                        || (family == null && NetUtil.isIpV4StackPreferred());
        int fd = only4 ? create(kernel, AF_INET, type) : create(kernel, AF_INET6, type);
        if (fd == -EAFNOSUPPORT && family == null) {
            only4 = true;
            fd = create(kernel, AF_INET, type);
        }
        var opened = opened(kernel, fd, only4 ? AF_INET : AF_INET6);
        if (!only4) kernel.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0); // the system may prefer 1
        return opened;
    }

    static KernelSocket openUnix(Kernel kernel, int type) {
        return opened(kernel, create(kernel, AF_UNIX, type), AF_UNIX);
    }

    private static int create(Kernel kernel, int family, int type) {
        return kernel.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    private static KernelSocket opened(Kernel kernel, int fd, int family) {
        return new KernelSocket(kernel, Failures.checkUnchecked("socket", fd), family);
    }

    /// One of the `AF_*` of [io.epoll4j.sys.SocketFlags].
    int family() {
        return family;
    }

    /// The descriptor's number, for a call.
    ///
    /// @throws ClosedChannelException if it is closed: the number may be another's by now
    int fd() throws ClosedChannelException {
        if (!isOpen()) throw new ClosedChannelException();
        return intValue();
    }

    void bind(SocketAddress address) throws IOException {
        var to = Addresses.write(address, family, new SockAddr());
        Failures.check("bind", kernel().bind(fd(), to));
    }

    void listen(int backlog) throws IOException {
        Failures.check("listen", kernel().listen(fd(), backlog));
    }

    /// Whether it is connected at once. If not, epoll tells when it is, or has failed.
    boolean connect(SockAddr address) throws IOException {
        int answer = kernel().connect(fd(), address);
        if (answer == -EINPROGRESS) return false;
        Failures.check("connect", answer);
        return true;
    }

    void shutdown(int how) throws IOException {
        Failures.checkShutdown(kernel().shutdown(fd(), how));
    }

    /// Where it is bound; null if nowhere yet.
    @Nullable SocketAddress localAddress() {
        var name = new SockAddr();
        if (!isOpen() || kernel().getsockname(intValue(), name) < 0) return null;
        var address = Addresses.read(name);
        return address instanceof InetSocketAddress inet && inet.getPort() == 0 ? null : address;
    }

    /// To whom it is connected; null if to nobody.
    @Nullable SocketAddress remoteAddress() {
        var name = new SockAddr();
        if (!isOpen() || kernel().getpeername(intValue(), name) < 0) return null;
        return Addresses.read(name);
    }
}
