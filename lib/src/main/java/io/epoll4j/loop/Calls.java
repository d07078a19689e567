package io.epoll4j.loop;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Every call into the application, and what becomes of one that throws: its peer is closed, the
/// error handler told, and the loop goes on.
final class Calls {
    private final Loop loop;

    /// Who was closed while a handler was told of another's end, and is yet to be told.
    private final ArrayDeque<Closed> alsoClosed = new ArrayDeque<>();

    private boolean closing;

    /// What was last run as a task or timer, for the report of a slow one.
    @Nullable Class<?> lastTask;

    private record Closed(Peer peer, CloseReason reason) {}

    Calls(Loop loop) {
        this.loop = loop;
    }

    void received(Peer peer, ByteBuffer bytes) {
        try {
            peer.handler.received(peer, bytes);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void opened(Peer peer) {
        loop.counters.calls++;
        try {
            peer.handler.opened(peer);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void ended(Peer peer) {
        loop.counters.calls++;
        try {
            peer.handler.ended(peer);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void writable(Peer peer) {
        loop.counters.calls++;
        try {
            peer.handler.writable(peer);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void draining(Peer peer) {
        loop.counters.calls++;
        try {
            peer.handler.draining(peer);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void timedOut(Peer peer, CloseReason reason) {
        loop.counters.calls++;
        try {
            peer.handler.timedOut(peer, reason);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    /// One call at a time: a handler that closes others from here, and they others in turn, would
    /// else go ever deeper into the stack.
    void closed(Peer peer, CloseReason reason) {
        if (closing) {
            alsoClosed.add(new Closed(peer, reason));
            return;
        }
        closing = true;
        tellClosed(peer, reason);
        for (Closed next = alsoClosed.poll(); next != null; next = alsoClosed.poll())
            tellClosed(next.peer, next.reason);
        closing = false;
    }

    private void tellClosed(Peer peer, CloseReason reason) {
        loop.counters.calls++;
        try {
            peer.handler.closed(peer, reason);
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    void received(Datagrams socket, ByteBuffer bytes, SockAddr from) {
        loop.counters.calls++;
        try {
            socket.handler.received(socket, bytes, from);
        } catch (Throwable thrown) {
            failed(null, thrown);
        }
    }

    void ready(Watch watch, int events) {
        loop.counters.calls++;
        try {
            watch.handler.ready(watch, events);
        } catch (Throwable thrown) {
            watch.cancel();
            failed(null, thrown);
        }
    }

    /// A task from the mailbox.
    void task(Runnable task) {
        loop.counters.tasks++;
        if (loop.oneShot) loop.passOn(); // this task may take long
        run(task instanceof LoopTask anywhere ? anywhere.on(loop) : task);
    }

    void run(Runnable task) {
        loop.counters.calls++;
        lastTask = task.getClass();
        try {
            task.run();
        } catch (Throwable thrown) {
            failed(null, thrown);
        }
    }

    /// Closes `fd`. After EINTR it is closed as well, see close(2).
    void close(int fd) {
        int answer = loop.kernel.close(fd);
        if (answer < 0 && answer != -Errno.EINTR) refused("close", fd, answer);
    }

    /// A call that must not fail was refused by the kernel: somebody else has touched the
    /// descriptor.
    void refused(String call, int fd, int answer) {
        failed(null, new SysException(call, "fd " + fd, answer));
    }

    /// Tells the error handler; then closes `peer`, sending what it was written before.
    void failed(@Nullable Peer peer, Throwable thrown) {
        loop.counters.failures++;
        try {
            loop.settings.onError.failed(peer, thrown);
        } catch (Throwable worse) {
            System.getLogger(Loop.class.getName())
                    .log(Level.ERROR, "error handler failed: {0}, when told: {1}", worse, thrown);
        }
        if (peer != null) loop.closing.fail(peer);
    }
}
