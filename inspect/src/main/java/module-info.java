/// Looks at the epolls of live processes, in whatever language they are written, and says what is
/// wrong with them.
@org.jspecify.annotations.NullMarked
@SuppressWarnings(
        "exports") // whoever compiles against this module needs no annotations of nullness
module io.epoll4j.inspect {
    requires io.epoll4j;
    requires static org.jspecify;

    exports io.epoll4j.inspect;
    exports io.epoll4j.inspect.model;
    exports io.epoll4j.inspect.report;
    exports io.epoll4j.inspect.rule;
}
