package io.epoll4j.jvm.net;

import io.epoll4j.jvm.spi.Endpoint;

/// What is left of a connection and still keeps its port: `struct inet_timewait_sock`.
public interface InetTimeWait {
    /// Where the connection was bound.
    Endpoint local();

    /// `inet_csk_bind_conflict`: whether it keeps `socket` from being bound at `at`.
    boolean meets(InetSocket socket, Endpoint at);
}
