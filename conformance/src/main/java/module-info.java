/// The behaviours of epoll as executable cases, runnable on any kernel.
@org.jspecify.annotations.NullMarked
module io.epoll4j.conformance {
    requires transitive io.epoll4j;
    requires static org.jspecify;

    exports io.epoll4j.conformance;
    exports io.epoll4j.conformance.cases;
    exports io.epoll4j.conformance.fuzz;
}
