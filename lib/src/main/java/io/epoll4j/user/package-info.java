/// The kernel inside the JVM: Linux's epoll rebuilt part by part, with files to watch.
///
/// The parts keep the names they have in Linux. A [OpenFile] is an open file description (`struct
/// file`), a [WaitQueue] is `wait_queue_head_t`, an [EpItem] is `struct epitem` and an [EventPoll]
/// is `struct eventpoll`.
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
/// neither do the locks. A file's link lock ([OpenFile]) and the lock of the timers are leaves:
/// nothing is called while they are held.
package io.epoll4j.user;
