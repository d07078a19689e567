/// A transport for Netty on any kernel of epoll4j: real sockets, or those of the kernel inside the
/// JVM.
@org.jspecify.annotations.NullMarked
module io.epoll4j.netty {
    requires transitive io.epoll4j;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.unix.common;
    requires static org.jspecify;

    exports io.epoll4j.netty;
}
