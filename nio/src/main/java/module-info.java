/// java.nio's channels and selectors on any kernel.
@org.jspecify.annotations.NullMarked
module io.epoll4j.nio {
    requires transitive io.epoll4j;
    requires jdk.net;
    requires static org.jspecify;

    exports io.epoll4j.nio;
}
