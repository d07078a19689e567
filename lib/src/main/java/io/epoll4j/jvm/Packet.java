package io.epoll4j.jvm;

/// A datagram, or a part of a connection, on its way from one socket to another.
public interface Packet {
    /// Where it comes from.
    Endpoint source();

    /// Where it goes.
    Endpoint target();

    /// Whether it belongs to a connection that exists: then order matters, and it must not be lost
    /// unless the connection is to stall.
    boolean isOfStream();

    /// Whether it asks for a connection.
    boolean isConnectionRequest();

    /// How many bytes of data it carries.
    int length();

    /// Delivers it to `kernel`, which should be the one that has its target address. Once only.
    void arrive(JvmKernel kernel);

    /// Throws it away. A datagram is gone without a word, and so is a request for a connection,
    /// which is sent again a second later.
    void lose();
}
