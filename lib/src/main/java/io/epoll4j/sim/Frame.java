package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;

/// A packet that one machine sends to another, for a [Rule] to choose by.
///
/// @param from the machine that sends it
/// @param to the machine that has its target address
/// @param packet what it is; it never changes
public record Frame(Machine from, Machine to, Packet packet) {}
