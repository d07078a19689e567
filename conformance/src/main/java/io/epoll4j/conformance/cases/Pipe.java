package io.epoll4j.conformance.cases;

/// The two ends of a pipe.
record Pipe(Fd r, Fd w) {}
