package io.epoll4j.conformance.cases;

/// Two connected sockets.
record Pair(Fd a, Fd b) {}
