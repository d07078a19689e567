/// Open files and the numbers that refer to them: pipes, eventfds, timerfds, signalfds, and poll(2)
/// on all of them (fs/). Who watches a file is a [Watcher][io.epoll4j.jvm.file.Watcher] to it.
package io.epoll4j.jvm.file;
