package io.epoll4j.netty;

import io.epoll4j.sys.SockAddr;
import io.netty.channel.unix.PreferredDirectByteBufAllocator;

/// What the channels of one loop use in turn instead of making it anew: nothing in it outlasts the
/// call that filled it.
final class LoopScratch {
    private final Gathering gathering = new Gathering();
    private final PreferredDirectByteBufAllocator direct = new PreferredDirectByteBufAllocator();
    private final SockAddr address = new SockAddr();
    private final DatagramBatch datagrams = new DatagramBatch();

    /// The pieces of one gathering write.
    Gathering gathering() {
        return gathering;
    }

    /// Makes direct buffers, whatever the allocator that it is told to use prefers: Linux takes no
    /// others.
    PreferredDirectByteBufAllocator direct() {
        return direct;
    }

    /// The other end of the call at hand.
    SockAddr address() {
        return address;
    }

    /// The messages of one sendmmsg or recvmmsg.
    DatagramBatch datagrams() {
        return datagrams;
    }
}
