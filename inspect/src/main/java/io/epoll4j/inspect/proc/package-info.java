/// The readers of /proc, and the few calls beyond it.
///
/// Nothing here attaches to a process, stops it, waits on its epolls or takes an event. Whatever is
/// refused becomes a line of [io.epoll4j.inspect.proc.Unseen].
package io.epoll4j.inspect.proc;
