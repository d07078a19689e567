/// What a kernel inside the JVM stands on, for whoever makes its world: time and sleep
/// ([Host][io.epoll4j.jvm.spi.Host], [Task][io.epoll4j.jvm.spi.Task]) and what lies between it and
/// other kernels ([Network][io.epoll4j.jvm.spi.Network], [Packet][io.epoll4j.jvm.spi.Packet],
/// [Endpoint][io.epoll4j.jvm.spi.Endpoint]).
///
/// Nobody needs it who takes the kernel as it is, on real threads and alone.
package io.epoll4j.jvm.spi;
