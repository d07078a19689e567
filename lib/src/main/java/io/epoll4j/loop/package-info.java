/// The event loop: [Loop] and its [Handler], on any [io.epoll4j.sys.Kernel].
package io.epoll4j.loop;
