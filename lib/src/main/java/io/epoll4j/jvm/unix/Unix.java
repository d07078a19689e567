package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_SEQPACKET;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.net.UnixPath;
import io.epoll4j.jvm.task.TaskLocal;

/// What the unix sockets of one kernel share. Any thread may use it.
public final class Unix {
    final Stack stack;
    final UnixNames names = new UnixNames();
    final UnixGarbage garbage = new UnixGarbage();
    final UnixFiles files;
    final TaskLocal<UnixStreamReader> readers;

    /// Over `stack`, of which they need the buffers only.
    public Unix(Stack stack) {
        this.stack = stack;
        this.files = new UnixFiles(stack.scheduler, garbage);
        this.readers =
                new TaskLocal<>(stack.scheduler, task -> new UnixStreamReader(this, task.waiter));
    }

    /// A fresh socket of a type that there is.
    public UnixSocket create(int type) {
        return type == SOCK_STREAM
                ? new UnixStreamSocket(this)
                : new UnixPacketSocket(this, type == SOCK_SEQPACKET ? type : SOCK_DGRAM);
    }

    /// Called where a reference to a file was dropped: messages may be all that still refers to it.
    public void collectGarbage() {
        garbage.collect();
    }

    /// mkdir(2): 0 or `-errno`.
    public int makeFolder(UnixPath path) {
        return names.makeFolder(path);
    }

    /// unlink(2): 0 or `-errno`.
    public int unlink(UnixPath path) {
        return names.unlink(path);
    }
}
