package io.epoll4j.jvm.spi;

/// What lies between the TCP and UDP sockets of one kernel and those of others: it decides when,
/// and whether, a packet arrives.
///
/// What a kernel sends to one of its own addresses ([#isLocal]) never leaves it: that is the
/// loopback device `lo`, which delivers at once and loses nothing. [#LOOPBACK] is a network with
/// nothing beyond. A simulation gives each kernel a network of its own making: it looks at the
/// packet's addresses and hands it to `JvmKernel.receive` when the time has come, on whatever
/// thread it likes, as often as it likes. It may lose, repeat and reorder packets; TCP mends that.
///
/// Its methods are called with locks of the sending socket held, from any thread: they may call
/// `receive`, at once or later, and no other method of a kernel.
public interface Network {
    /// Nobody but the kernel itself.
    Network LOOPBACK = packet -> {};

    /// Takes a packet that the kernel sends to an address that is not its own. To lose it, forget
    /// it.
    void transmit(Packet packet);

    /// Whether `address` is one of the kernel's own: sockets may bind to it. The loopback addresses
    /// are, whatever this says.
    default boolean isLocal(Endpoint address) {
        return false;
    }

    /// Whether there is a way to `address`; if not, connect answers `-ENETUNREACH`. To the kernel's
    /// own addresses there always is one.
    default boolean reaches(Endpoint address) {
        return false;
    }

    /// The address that a socket bound to none sends from, to reach `address`, which is not the
    /// kernel's own.
    default Endpoint sourceFor(Endpoint address) {
        return address.withPort(0).toLoopback();
    }

    /// The longest packet on the way to `address`, headers included: with 1,500, a TCP segment
    /// carries at most 1,460 bytes over IPv4 and 1,440 over IPv6. At least 576, or 1,280 for IPv6.
    default int mtu(Endpoint address) {
        return 1500;
    }
}
