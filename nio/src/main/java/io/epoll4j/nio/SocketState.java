package io.epoll4j.nio;

/// How far a socket channel has come on its way to a connection.
enum SocketState {
    UNCONNECTED,
    PENDING,
    CONNECTED
}
