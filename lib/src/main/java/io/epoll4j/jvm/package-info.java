/// The kernel inside the JVM: Linux's epoll rebuilt part by part, with files to watch.
///
/// The parts keep the names they have in Linux. A `OpenFile` is an open file description (`struct
/// file`), a `WaitQueue` is `wait_queue_head_t`, an `EpItem` is `struct epitem` and an `EventPoll`
/// is `struct eventpoll`.
///
/// # What it is for
///
/// - To watch any Java object beside sockets and timers, with all that epoll has: extend
///   [Pollable].
/// - To give a server another clock, another network or other refusals: a [JvmKernel] with a [Host]
///   and a [Network] of one's own. [io.epoll4j.sim] is made of such.
/// - To read how epoll works, and to stop in it with a debugger.
///
/// {@snippet file="PollableQueue.java"}
///
/// It calls no native code. Any thread may use it, platform or virtual; a call that waits parks the
/// thread by its host. Descriptors of one kernel mean nothing to another. What it has of Linux
/// beside epoll, and what it refuses, is in `docs/jvm.md`.
///
/// # Locks
///
/// From the outside in; a lock is taken only while holding locks to its left:
///
/// ```
/// nested-ADD lock (one per kernel) > EventPoll.mtx (outer epoll before inner)
///     > a file's own lock > a file's wait queue > EventPoll.lock
/// ```
///
/// A wake-up runs from a source's wait queue into `EventPoll.lock`, and, once that is released, on
/// into the epoll's own wait queue and the next `EventPoll.lock`. Since epolls never form a loop,
/// neither do the locks. A file's link lock (`OpenFile`) and the lock of the timers are leaves:
/// nothing is called while they are held.
///
/// What "a file's own lock" is:
///
/// - a pipe's mutex; woken after it is dropped, but for a close and a resize, as on Linux
/// - a unix socket's `reading` > its `lock`, two sockets' in the order of their ids > a `peerWait`
/// - a TCP socket's lock (`SocketLock`) > the lock of a listener's queue. A listener's own comes
///   before those of the connections it drops, which never take it. Both ends of a connection over
///   the loopback share one. Ends in two kernels have one each, and a packet that meets a lock
///   which is held, by any thread, does not wait but goes to its backlog: whoever holds the lock of
///   one never waits for that of the other
/// - a UDP socket's, and that of its queue; neither is held while the other is taken
///
/// The descriptor table, the names of unix sockets, the ports, the flows of TCP and the pool of
/// buffers have locks that are leaves. A file is released (`OpenFile.unpin`) holding none of all
/// these.
package io.epoll4j.jvm;
