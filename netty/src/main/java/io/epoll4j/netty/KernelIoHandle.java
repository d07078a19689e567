package io.epoll4j.netty;

import io.netty.channel.IoHandle;

/// Whatever has a descriptor of the kernel's and can be registered with a [KernelIoHandler]: an
/// eventfd, a timerfd, a pipe. Register it with `IoEventLoop.register`, then submit [KernelIoOps].
///
/// Called by the event loop's thread alone.
@SuppressWarnings("try") // close() is Netty's, and none of ours is interrupted
public interface KernelIoHandle extends IoHandle {
    /// The descriptor, the same one as long as the handle is registered; -1 once it is closed.
    int fd();
}
