package io.epoll4j.conformance.fuzz;

/// What no order of a program's threads can explain.
final class Breach extends RuntimeException {
    private static final long serialVersionUID = 1;

    Breach(String message) {
        super(message);
    }
}
