package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;

/// The two ends of a connection, the same for both directions.
record Flow(Endpoint one, Endpoint other) {
    static Flow of(Packet packet) {
        Endpoint from = packet.source();
        Endpoint to = packet.target();
        return isFirst(from, to) ? new Flow(from, to) : new Flow(to, from);
    }

    private static boolean isFirst(Endpoint one, Endpoint other) {
        if (one.high() != other.high()) return one.high() < other.high();
        if (one.low() != other.low()) return one.low() < other.low();
        return one.port() <= other.port();
    }
}
