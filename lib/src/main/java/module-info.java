/// Linux epoll for Java, through the Foreign Function & Memory API: no native library, no runtime
/// dependency.
@org.jspecify.annotations.NullMarked
@SuppressWarnings(
        "exports") // whoever compiles against this module needs no annotations of nullness
module io.epoll4j {
    requires jdk.jfr;
    requires static org.jspecify;

    exports io.epoll4j;
    exports io.epoll4j.loop;
    exports io.epoll4j.sys;
    exports io.epoll4j.jvm;
    exports io.epoll4j.sim;
}
