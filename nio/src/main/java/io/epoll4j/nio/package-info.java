/// A [java.nio.channels.spi.SelectorProvider] on any [io.epoll4j.sys.Kernel]: programs that are
/// written on java.nio run on Linux through epoll4j, on a kernel inside the JVM, or on a machine of
/// a simulated world, as they are.
///
/// [KernelSelectorProvider#on] gives one for a kernel. To make it the one of the whole JVM, start
/// it with `-Djava.nio.channels.spi.SelectorProvider=` and the name of [LinuxSelectorProvider] or
/// [JvmSelectorProvider].
///
/// How it is built, from below:
///
/// - `Fd` is a descriptor and who is using it: it is closed when nobody is, and who waits in it is
///   woken. Every descriptor is non-blocking; a channel that blocks waits in poll(2).
/// - `StreamReader` and `StreamWriter` move bytes, `Memory` turns buffers into what kernels take.
/// - `KernelSelector` waits in epoll_wait. Connections are registered once, edge-triggered;
///   `Readiness` remembers for each key what the kernel has said and what the program has used up
///   since, so that a selection needs no epoll_ctl. Listeners and datagrams are level-triggered.
/// - The channels and, behind `socket()`, java.net's classes over them.
package io.epoll4j.nio;
