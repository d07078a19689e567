package io.epoll4j.loop;

import io.epoll4j.sys.SockAddr;
import java.nio.ByteBuffer;

/// Is told of datagrams.
@FunctionalInterface
public interface DatagramHandler {
    /// A datagram came in. `bytes` and `from` belong to the loop and are valid during this call
    /// only. Called on the loop's thread.
    void received(Datagrams socket, ByteBuffer bytes, SockAddr from);
}
