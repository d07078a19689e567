package io.epoll4j.jvm;

/// What lies between the TCP and UDP sockets of one kernel and those of others: it decides when,
/// and whether, a packet arrives.
///
/// [#LOOPBACK] delivers at once, to the kernel it came from. A simulation gives each kernel a
/// network of its own making: it looks at the packet's addresses and calls
/// [Packet#arrive(JvmKernel)] when the time has come, on whatever thread it likes. The packets of
/// one connection ([Packet#isOfStream]) must arrive in the order in which they were sent, each
/// once: nothing sends them again. A SYN that never arrives is sent again by the kernel.
///
/// Called with the sender's locks held: it may call `arrive` at once or later, and no other method
/// of the kernel.
public interface Network {
    /// Everything to everybody in the same kernel, at once.
    Network LOOPBACK = (kernel, packet) -> packet.arrive(kernel);

    /// Takes a packet that `kernel` sends.
    void transmit(JvmKernel kernel, Packet packet);

    /// Whether `address` is one of the kernel's own: sockets may bind to it.
    default boolean isLocal(Endpoint address) {
        return address.isLoopback();
    }

    /// Whether there is a way to `address`; if not, connect answers `-ENETUNREACH`.
    default boolean reaches(Endpoint address) {
        return address.isLoopback();
    }

    /// The address that a socket bound to none sends from, to reach `address`.
    default Endpoint sourceFor(Endpoint address) {
        return address.withPort(0).toLoopback();
    }
}
