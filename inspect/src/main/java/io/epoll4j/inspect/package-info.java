/// Looks at the epolls of a live process, in whatever language it is written, and says what is
/// wrong with them. [io.epoll4j.inspect.Inspector] is the way in.
///
/// It harms nobody: it never attaches to a process or stops it, never waits on another's epoll, and
/// takes no event. The facts are in /proc; what is ready is asked of a copy of the descriptor.
package io.epoll4j.inspect;
