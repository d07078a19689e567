/// What a look at a process saw: immutable values, and nothing of how they came.
///
/// A [io.epoll4j.inspect.model.Snapshot] holds the process, its tasks and its epolls; an
/// [io.epoll4j.inspect.model.EpollSet] the descriptors that it watches; each of those has a
/// [io.epoll4j.inspect.model.Target]. What could not be seen is missing in a way that its comment
/// tells, and is named in [io.epoll4j.inspect.model.Snapshot#unseen].
package io.epoll4j.inspect.model;
