/// The command line of epoll4j.
@org.jspecify.annotations.NullMarked
module io.epoll4j.tools {
    requires info.picocli;
    requires io.epoll4j;
    requires io.epoll4j.conformance;
    requires io.epoll4j.inspect;
    requires jdk.unsupported;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens io.epoll4j.tools to
            info.picocli;
}
