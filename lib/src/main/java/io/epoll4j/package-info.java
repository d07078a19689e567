/// Epoll for people: watch descriptors, wait, and read a batch of events by index.
///
/// Nothing of epoll is hidden and nothing is dropped: would-block comes back as a value, and every
/// failure is an exception that names the call, the errno and the cure. Types here stand directly
/// on the system calls in [io.epoll4j.sys]; see epoll(7) for the model they follow.
///
/// # An epoll and its events
///
/// [Epoll] is the interest list, [Interest] what is asked for, [Events] what one wait has found,
/// used again for the next. A thread that is woken by others:
///
/// {@snippet file="EventFds.java"}
///
/// [Epoll#watch] is [Epoll#add] with an object in the place of the 64 bits of data: it answers a
/// [Registration], and [Events#attachment] gives the object back. A stale event, for what was
/// closed since, gives back nothing.
///
/// # What can be watched
///
/// | | |
/// |---|---|
/// | [Listener], [Connection], [Datagram] | sockets: TCP, UDP, Unix-domain |
/// | [PipePair] | pipes |
/// | [Waker] | an eventfd: to be woken by another thread |
/// | [TimerFd] | time |
/// | [SignalFd], [PidFd] | signals, and the end of processes |
/// | [Inotify] | what happens to files |
/// | [Pty] | terminals |
/// | [Epoll] | an epoll in another |
/// | [Descriptor] | anything else that has a number |
///
/// # Threads
///
/// An epoll may be used from any thread, also while another waits on it. What one thread reads
/// another must not read at the same time, as with any descriptor: [Events] and buffers belong to
/// one thread at a time. Virtual threads may wait; their wait is made by a platform thread.
///
/// # When to use something else
///
/// To serve many connections, [io.epoll4j.loop] has done the work: registration, fairness, write
/// queues, time limits, an orderly end.
package io.epoll4j;
