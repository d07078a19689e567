package io.epoll4j.sim;

/// A machine as a trace knows it.
record Station(String name, String ipv4, String ipv6) {}
