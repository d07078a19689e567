/// The system calls, each named as Linux names it and answering what Linux answers: `>= 0`, or
/// `-errno`.
///
/// Nothing in this package throws or allocates on the way of a call, so it may be used from any
/// thread and at any rate. It is the one seam of epoll4j: whatever stands above runs on any kernel
/// that implements it.
///
/// {@snippet file="SystemCalls.java"}
///
/// # Two kernels, and yours
///
/// [Kernel#linux()] is the one that this process runs on; [io.epoll4j.jvm.JvmKernel] is another,
/// inside the JVM. One of your own that traces, limits or refuses extends [ForwardingKernel], which
/// hands on to one of them.
///
/// # The vocabulary
///
/// A descriptor is an `int`, a buffer a [java.lang.foreign.MemorySegment] with an offset and a
/// length, and a struct a class that knows its layout on this architecture: [EpollEvents] is
/// `struct epoll_event[]`, packed to 12 bytes on x86-64 and 16 elsewhere; [SockAddr] is any `struct
/// sockaddr`. Flags stand in classes by subject, such as [EpollFlags] and [FileFlags]. Times are in
/// the unit that the call has, and its comment says which.
///
/// # Errors
///
/// [Errno] names the numbers. [SysException#check] makes of an answer what the packages above
/// throw: the call, its arguments, the errno, and what to do about it. errno itself is never looked
/// at; the answer comes back in the register in which the kernel left it, so no thread can disturb
/// that of another.
///
/// # Threads
///
/// All calls may be made from any thread. A virtual thread whose call may wait has it made by a
/// platform thread and parks meanwhile, so no carrier is held.
package io.epoll4j.sys;
