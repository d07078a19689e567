/// A transport for Netty 4.2 on any [io.epoll4j.sys.Kernel].
///
/// [KernelTransport] is where to begin: it gives a group its handlers and a bootstrap its channels.
/// The rest, from the loop down to the system call:
///
/// - [KernelIoHandler] waits in an epoll of the kernel and calls the handles that have an event. A
///   handle ([KernelIoHandle]) is whatever has a descriptor: our channels, or a user's eventfd,
///   timerfd or pipe. What it wants to hear of are [KernelIoOps], what it hears a [KernelIoEvent].
/// - `KernelChannel` is what all channels share: registration, interest, connecting, closing.
///   Streams and listeners have one class each below it, and TCP and Unix-domain sockets one each
///   below those.
/// - `KernelSocket` is the descriptor with its calls, and turns refusals into the exceptions that
///   Netty's users catch. `SocketOption` is the table of options.
///
/// Interest is level-triggered, as in Netty's own epoll transport: a read that leaves something is
/// told again, and an interest that does not change costs no call. A channel belongs to its event
/// loop's thread, as everywhere in Netty.
package io.epoll4j.netty;
