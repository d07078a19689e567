/// Tests in a simulated world, with JUnit.
@org.jspecify.annotations.NullMarked
module io.epoll4j.junit {
    requires transitive io.epoll4j;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.epoll4j.junit;
}
