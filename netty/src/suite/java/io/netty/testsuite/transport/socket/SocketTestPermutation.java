package io.netty.testsuite.transport.socket;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.netty.KernelDatagramChannel;
import io.epoll4j.netty.KernelTransport;
import io.epoll4j.sys.Kernel;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Which transport Netty's own tests of its transports are for. It has the name of a class of theirs
/// and stands before it on the class path: their tests then run, unchanged, on the transport that the
/// property `epoll4j.netty.suite` names: `linux` or `jvm`, which are ours, or Netty's `nio` or
/// `epoll`, against which to compare.
public class SocketTestPermutation {
    static final String BAD_HOST = "198.51.100.254"; // TEST-NET-2, RFC 5737
    static final int BAD_PORT = 65535;

    /// A port at which nothing listens.
    public static final int UNASSIGNED_PORT = 4;

    static final SocketTestPermutation INSTANCE = new SocketTestPermutation();

    private record Transport(
            IoHandlerFactory handlers,
            ChannelFactory<? extends ServerChannel> servers,
            ChannelFactory<? extends Channel> clients,
            Function<SocketProtocolFamily, Channel> datagrams) {
        static Transport of(Kernel kernel) {
            var ours = KernelTransport.of(kernel);
            return new Transport(
                    ours.ioHandler(),
                    ours.serverSocketChannel(),
                    ours.socketChannel(),
                    family -> new KernelDatagramChannel(ours, family));
        }

        static Transport nio() {
            return new Transport(
                    NioIoHandler.newFactory(),
                    NioServerSocketChannel::new,
                    NioSocketChannel::new,
                    NioDatagramChannel::new);
        }

        /// By reflection: only who compares has it on the class path.
        static Transport epoll() {
            return new Transport(
                    (IoHandlerFactory) call(type("EpollIoHandler"), "newFactory"),
                    () -> (ServerChannel) make(type("EpollServerSocketChannel")),
                    () -> (Channel) make(type("EpollSocketChannel")),
                    family -> {
                        try {
                            return (Channel)
                                    type("EpollDatagramChannel")
                                            .getConstructor(SocketProtocolFamily.class)
                                            .newInstance(family);
                        } catch (ReflectiveOperationException e) {
                            throw new LinkageError("no such channel", e);
                        }
                    });
        }

        private static Class<?> type(String name) {
            try {
                return Class.forName("io.netty.channel.epoll." + name);
            } catch (ClassNotFoundException e) {
                throw new LinkageError("Netty's epoll is not on the class path", e);
            }
        }

        private static Object make(Class<?> type) {
            try {
                return type.getConstructor().newInstance();
            } catch (InvocationTargetException e) {
                throw new LinkageError("no channel", e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("no channel", e);
            }
        }

        private static Object call(Class<?> type, String method) {
            try {
                return type.getMethod(method).invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("no handler", e);
            }
        }
    }

    private final Transport transport =
            switch (System.getProperty("epoll4j.netty.suite", "linux")) {
                case "linux" -> Transport.of(Kernel.linux());
                case "jvm" -> Transport.of(new JvmKernel());
                case "nio" -> Transport.nio();
                case "epoll" -> Transport.epoll();
                case String other -> throw new IllegalArgumentException(other);
            };

    private final EventLoopGroup accepting = group("accepting");
    private final EventLoopGroup working = group("working");

    private EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(
                2, new DefaultThreadFactory(name, true), transport.handlers());
    }

    private record Combo<S extends AbstractBootstrap<?, ?>, C extends AbstractBootstrap<?, ?>>(
            Supplier<S> server, Supplier<C> client) implements BootstrapComboFactory<S, C> {
        @Override
        public S newServerInstance() {
            return server.get();
        }

        @Override
        public C newClientInstance() {
            return client.get();
        }
    }

    private ServerBootstrap server() {
        return new ServerBootstrap()
                .group(accepting, working)
                .channelFactory(transport.servers());
    }

    private Bootstrap client() {
        return new Bootstrap().group(working).channelFactory(transport.clients());
    }

    private Bootstrap fastClient() {
        return client().option(ChannelOption.TCP_FASTOPEN_CONNECT, true);
    }

    private Bootstrap datagrams(SocketProtocolFamily family) {
        return new Bootstrap()
                .group(working)
                .channelFactory(() -> transport.datagrams().apply(family));
    }

    public List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socket() {
        return List.of(new Combo<>(this::server, this::client));
    }

    public List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socketWithFastOpen() {
        return List.of(
                new Combo<>(
                        () -> server().option(ChannelOption.TCP_FASTOPEN, 5), this::fastClient));
    }

    public List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagram(SocketProtocolFamily family) {
        return List.of(new Combo<>(() -> datagrams(family), () -> datagrams(family)));
    }

    public List<BootstrapFactory<ServerBootstrap>> serverSocket() {
        return List.of(this::server);
    }

    public List<BootstrapFactory<Bootstrap>> clientSocket() {
        return List.of(this::client);
    }

    public List<BootstrapFactory<Bootstrap>> clientSocketWithFastOpen() {
        return List.of(this::fastClient);
    }

    public List<BootstrapFactory<Bootstrap>> datagramSocket() {
        return List.of(() -> datagrams(null));
    }
}
