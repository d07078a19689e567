package io.epoll4j.netty;

import static io.epoll4j.sys.SocketFlags.MSG_CMSG_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;
import static io.epoll4j.sys.SocketFlags.MSG_NOSIGNAL;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_PEERCRED;

import io.epoll4j.sys.Kernel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A Unix-domain stream. Beside bytes it sends descriptors: write a [FileDescriptor], such as
/// another channel's `fd()`; each goes with one byte. In the mode
/// [DomainSocketReadMode#FILE_DESCRIPTORS] it reads [KernelDescriptor]s, which are the reader's to
/// close; in the other one, descriptors that come are closed by the kernel.
public final class KernelDomainSocketChannel extends KernelStreamChannel
        implements DomainSocketChannel {
    private final KernelDomainSocketChannelConfig config =
            new KernelDomainSocketChannelConfig(this);
    private @Nullable DescriptorMessage message;

    /// A new socket of Linux.
    public KernelDomainSocketChannel() {
        this(KernelTransport.linux());
    }

    /// A new socket.
    public KernelDomainSocketChannel(Kernel kernel) {
        this(KernelTransport.of(kernel));
    }

    /// Takes over a socket that is connected already, such as one of a pair: it must not block.
    public KernelDomainSocketChannel(KernelTransport transport, int fd) {
        super(transport, null, KernelSocket.adopt(transport.kernel(), fd));
        activate(socket.localAddress(), socket.remoteAddress());
    }

    KernelDomainSocketChannel(KernelTransport transport) {
        super(transport, null, KernelSocket.openUnix(transport.kernel(), SOCK_STREAM));
    }

    /// An accepted connection. Whoever connects has no name, unless it was bound.
    KernelDomainSocketChannel(KernelServerDomainSocketChannel parent, KernelSocket accepted) {
        super(parent.transport, parent, accepted);
        activate(parent.localAddress(), accepted.remoteAddress());
    }

    /// Who is at the other end, as of its connect or listen; see SO_PEERCRED in unix(7).
    ///
    /// @param pid its process
    /// @param uid its user
    /// @param gid its group
    public record Credentials(int pid, int uid, int gid) {}

    /// Who is at the other end.
    ///
    /// @throws IOException if the kernel does not say
    public Credentials peerCredentials() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var ucred = arena.allocate(ValueLayout.JAVA_INT, 3);
            Failures.check(
                    "getsockopt", kernel.getsockopt(socket.fd(), SOL_SOCKET, SO_PEERCRED, ucred));
            return new Credentials(
                    ucred.getAtIndex(ValueLayout.JAVA_INT, 0),
                    ucred.getAtIndex(ValueLayout.JAVA_INT, 1),
                    ucred.getAtIndex(ValueLayout.JAVA_INT, 2));
        }
    }

    @Override
    protected Object filterOutboundMessage(Object wanted) {
        return wanted instanceof FileDescriptor ? wanted : super.filterOutboundMessage(wanted);
    }

    @Override
    long writeOther(ChannelOutboundBuffer out, Object wanted) throws IOException {
        if (!(wanted instanceof FileDescriptor descriptor)) return super.writeOther(out, wanted);
        var carrier = message().toSend(descriptor.intValue());
        long n = kernel.sendmsg(socket.fd(), carrier, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n > 0) out.remove();
        return n;
    }

    private DescriptorMessage message() {
        if (message == null) message = new DescriptorMessage();
        return message;
    }

    @Override
    StreamHandle newHandle() {
        return new DomainHandle();
    }

    private final class DomainHandle extends StreamHandle {
        @Override
        long readOne(ExtendedHandle sizes) throws IOException {
            return config.getReadMode() == DomainSocketReadMode.FILE_DESCRIPTORS
                    ? readDescriptor(sizes)
                    : super.readOne(sizes);
        }

        /// Takes one byte and the descriptor that goes with it, if one does.
        private long readDescriptor(ExtendedHandle sizes) throws IOException {
            var carrier = message();
            sizes.attemptedBytesRead(1);
            long n =
                    kernel.recvmsg(
                            socket.fd(), carrier.toReceive(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            if (n == 0) n = -1;
            else if (Failures.isAgain(n)) n = 0;
            else if (n < 0) throw Failures.of("recvmsg", n);
            sizes.lastBytesRead((int) n);
            readHappened();
            if (n <= 0) return n;
            sizes.incMessagesRead(1);
            int fd = carrier.received();
            if (fd >= 0) pipeline().fireChannelRead(new KernelDescriptor(kernel, fd));
            return n;
        }
    }

    @Override
    public KernelDomainSocketChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable DomainSocketAddress localAddress() {
        return (DomainSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable DomainSocketAddress remoteAddress() {
        return (DomainSocketAddress) super.remoteAddress();
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        super.doBind(address);
        if (address instanceof DomainSocketAddress) local(address);
    }
}
