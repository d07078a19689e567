package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelGone;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Every call into the application, and what becomes of one that throws: its peer is closed, the
/// error handler told, and the loop goes on.
final class Callbacks {
    private final Loop loop;

    /// Who was closed while a handler was told of another's end, and is yet to be told: a chain
    /// through [Peer#nextClosed].
    private @Nullable Peer firstClosed;

    private @Nullable Peer lastClosed;
    private boolean closing;

    /// What was last run as a task or timer, for the report of a slow one.
    @Nullable Class<?> lastTask;

    Callbacks(Loop loop) {
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
            Filtered.install(peer, peer.handler);
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
        peer.reason = reason;
        if (lastClosed == null) firstClosed = peer;
        else lastClosed.nextClosed = peer;
        lastClosed = peer;
        if (closing) return;
        closing = true;
        try {
            for (Peer next = nextClosed(); next != null; next = nextClosed())
                tellClosed(next, requireNonNull(next.reason));
        } finally {
            closing = false;
        }
    }

    private @Nullable Peer nextClosed() {
        Peer peer = firstClosed;
        if (peer == null) return null;
        firstClosed = peer.nextClosed;
        if (firstClosed == null) lastClosed = null;
        peer.nextClosed = null;
        return peer;
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

    /// A filter goes on from elsewhere than the loop's calls.
    void filter(Peer peer, Runnable task) {
        if (peer.phase == Peer.Phase.CLOSED) return;
        loop.counters.calls++;
        try {
            task.run();
        } catch (Throwable thrown) {
            failed(peer, thrown);
        }
    }

    /// A task from the mailbox.
    void task(Runnable task) {
        loop.counters.tasks++;
        if (loop.oneShot) loop.passOn(); // this task may take long
        try {
            run(task instanceof LoopTask anywhere ? anywhere.on(loop) : task);
        } catch (Throwable thrown) {
            failed(null, thrown);
        }
    }

    /// A timer that is due.
    void expire(Timed timed) {
        if (loop.oneShot) loop.passOn();
        try {
            timed.expire(loop);
        } catch (Throwable thrown) {
            if (timed instanceof Entry entry) broke(entry, thrown);
            else failed(null, thrown);
        }
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
        tell(peer, thrown);
        if (peer != null) loop.closing.fail(peer);
    }

    /// Not the application but the loop itself failed to serve `entry`, for lack of memory most
    /// likely: lets it go first, which gives some back, and then tells the error handler.
    void broke(Entry entry, Throwable thrown) {
        if (thrown instanceof KernelGone gone) throw gone;
        loop.counters.failures++;
        try {
            if (!loop.oneShot || entry.claim.isMine()) entry.giveUp();
            else OneShot.run(loop, entry, entry::giveUp);
        } catch (Throwable worse) {
            tell(null, worse);
        }
        tell(entry instanceof Peer peer ? peer : null, thrown);
    }

    /// Tells the error handler. Whatever that does, and whatever was thrown does when it is looked
    /// at, this returns.
    void tell(@Nullable Peer peer, Throwable thrown) {
        if (thrown instanceof KernelGone gone) throw gone;
        try {
            loop.settings.onError.failed(peer, thrown);
        } catch (Throwable worse) {
            try {
                System.getLogger(Loop.class.getName())
                        .log(
                                Level.ERROR,
                                "error handler failed: {0}, when told: {1}",
                                words(worse),
                                words(thrown));
            } catch (Throwable unspeakable) {
                loop.counters.failures++; // nobody is left to be told
            }
        }
    }

    /// What was thrown may throw again when asked for its message.
    private static String words(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (Throwable worse) {
            return thrown.getClass().getName();
        }
    }
}
