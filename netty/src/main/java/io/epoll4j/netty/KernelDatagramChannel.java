package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/// A UDP socket. Several flushed datagrams go with one sendmmsg; with
/// [KernelChannelOption#MAX_DATAGRAM_PAYLOAD_SIZE] several come with one recvmmsg.
public final class KernelDatagramChannel extends MulticastChannel implements DatagramChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(true, 16);

    /// `struct sockaddr` of AF_UNSPEC, which ends a connection: its family is 0.
    private static final int UNSPECIFIED_LENGTH = 16;

    private final KernelDatagramChannelConfig config;
    private final DatagramWriter writer = new DatagramWriter(this);
    private volatile boolean connected;

    /// Where bind has put it; connect may say more of the address.
    private @Nullable SocketAddress bound;

    /// A new socket of Linux.
    public KernelDatagramChannel() {
        this(KernelTransport.linux(), (SocketProtocolFamily) null);
    }

    /// A new socket, for IPv6 and IPv4 both where the kernel has both.
    public KernelDatagramChannel(Kernel kernel) {
        this(KernelTransport.of(kernel), (SocketProtocolFamily) null);
    }

    /// A new socket of a family: null for both.
    public KernelDatagramChannel(KernelTransport transport, @Nullable SocketProtocolFamily family) {
        this(transport, KernelSocket.open(transport.kernel(), SOCK_DGRAM, family));
    }

    private KernelDatagramChannel(KernelTransport transport, KernelSocket socket) {
        super(transport, socket);
        config = new KernelDatagramChannelConfig(this, groups);
    }

    @Override
    public KernelDatagramChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isActive() {
        return isOpen()
                && (super.isActive() || (config.isActiveOnRegistration() && isRegistered()));
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        super.doBind(address);
        bound = socket.localAddress();
        activate(bound, null);
    }

    @Override
    boolean doConnect(SocketAddress to, @Nullable SocketAddress from) throws Exception {
        try {
            if (from != null) doBind(from);
            connected = socket.connect(Addresses.write(to, socket.family(), new SockAddr()));
        } catch (Throwable t) {
            doClose();
            throw t;
        }
        return true;
    }

    /// Linux takes the port away that it has chosen itself; it is taken again, as java.nio does.
    @Override
    protected void doDisconnect() throws Exception {
        var was = localAddress();
        var nobody = new SockAddr();
        nobody.length(UNSPECIFIED_LENGTH);
        Failures.check("connect", kernel.connect(socket.fd(), nobody));
        connected = false;
        if (socket.localAddress() == null && was != null) {
            socket.bind(bound == null ? new InetSocketAddress(was.getPort()) : bound);
        }
        activate(socket.localAddress(), null);
    }

    @Override
    protected void doClose() throws Exception {
        connected = false;
        super.doClose();
    }

    /// Makes the content one piece of direct memory.
    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf buffer) {
            return Memory.isOnePiece(buffer) ? buffer : direct(buffer, buffer);
        }
        if (message instanceof AddressedEnvelope<?, ?> envelope
                && envelope.content() instanceof ByteBuf content
                && (envelope.recipient() == null
                        || envelope.recipient() instanceof InetSocketAddress)) {
            var to = (InetSocketAddress) envelope.recipient();
            if (to != null && to.isUnresolved()) throw new UnresolvedAddressException();
            if (Memory.isOnePiece(content)) return message;
            return new DefaultAddressedEnvelope<ByteBuf, SocketAddress>(
                    direct(envelope, content), to);
        }
        throw new UnsupportedOperationException(
                "a message of type "
                        + StringUtil.simpleClassName(message)
                        + ": write a DatagramPacket, another envelope of a ByteBuf for an"
                        + " InetSocketAddress or, connected, a ByteBuf");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws IOException {
        if (writer.write(out, maxMessagesPerWrite())) unwant(EPOLLOUT);
        else want(EPOLLOUT);
    }

    @Override
    KernelHandle newHandle() {
        return new DatagramHandle();
    }

    private final class DatagramHandle extends KernelHandle {
        private final DatagramReader reader = new DatagramReader(KernelDatagramChannel.this);

        @Override
        void readReady() {
            var sizes = sizes();
            sizes.reset(config);
            Throwable failure = null;
            try {
                do {
                    if (!reader.read(sizes)) break;
                    readHappened();
                } while (isOpen() && reader.mayGoOn(sizes));
            } catch (Throwable t) {
                failure = t;
            }
            sizes.readComplete();
            pipeline().fireChannelReadComplete();
            if (failure != null) pipeline().fireExceptionCaught(failure);
            rest(config);
        }
    }
}
