/// Epoll for people: watch descriptors, wait, and read a batch of events by index.
///
/// Nothing of epoll is hidden and nothing is dropped: would-block comes back as a value, and every
/// failure is an exception that names the call, the errno and the cure. Types here stand directly
/// on the system calls in `io.epoll4j.sys`; see epoll(7) for the model they follow.
package io.epoll4j;
