package io.epoll4j.jvm.unix;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.net.SocketState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Unix sockets that are on their way in messages, and those among them that nobody can ever
/// receive (net/unix/garbage.c): sockets whose only references are in one another's queues.
///
/// [#lock] guards what is in flight; it is taken before a socket's. Without it nothing changes
/// between being in a message and being received, so that while it is held, a socket with as many
/// references as it has places in queues belongs to the queues alone. It stays so unless one of
/// those queues is read, for which their socket must have another reference.
///
/// Who passes no unix sockets pays nothing for all this. Any thread may use it.
public final class UnixGarbage {
    private final ReentrantLock lock = new ReentrantLock();

    /// The sockets in flight, the last to set off in front; linked by [UnixSocket#nextInFlight].
    private @Nullable UnixSocket first;

    /// `unix_graph_state`: whether a socket in flight was ever sent to one that is in flight
    /// itself, without which there is no cycle. Forgotten when nothing is in flight any more.
    private volatile boolean maybeCyclic;

    /// Whether a thread is in [#collect()], and whether it is to look again. Guarded by [#lock].
    private boolean collecting;

    private boolean again;

    /// Sends files off with a message: whoever is to have them is told by [#sentTo].
    void depart(OpenFile[] files) {
        for (OpenFile file : files) {
            if (file instanceof UnixSocket socket) {
                enter(socket);
            }
        }
    }

    /// `unix_update_graph`: the files are put into this socket's queue. Called with its lock held.
    void sentTo(UnixSocket receiver) {
        UnixSocket listener = receiver.listener;
        if ((listener == null ? receiver : listener).inFlight != 0) {
            maybeCyclic = true;
        }
    }

    /// The files are in no message any more, and the caller's.
    public void arrive(OpenFile[] files) {
        for (OpenFile file : files) {
            if (file instanceof UnixSocket socket) {
                leave(socket);
            }
        }
    }

    /// `unix_peek_fpl`: takes further references to files that stay in their message.
    OpenFile[] copy(OpenFile[] files) {
        lock.lock();
        try {
            return UnixFiles.copy(files);
        } finally {
            lock.unlock();
        }
    }

    private void enter(UnixSocket socket) {
        lock.lock();
        try {
            if (socket.inFlight == 0) {
                link(socket);
            }
            socket.countInFlight(1);
        } finally {
            lock.unlock();
        }
    }

    private void leave(UnixSocket socket) {
        lock.lock();
        try {
            socket.countInFlight(-1);
            if (socket.inFlight == 0) {
                unlink(socket);
            }
        } finally {
            lock.unlock();
        }
    }

    private void link(UnixSocket socket) {
        UnixSocket after = first;
        socket.nextInFlight = after;
        if (after != null) {
            after.previousInFlight = socket;
        }
        first = socket;
    }

    private void unlink(UnixSocket socket) {
        UnixSocket before = socket.previousInFlight;
        UnixSocket after = socket.nextInFlight;
        if (before == null) {
            first = after;
        } else {
            before.nextInFlight = after;
        }
        if (after != null) {
            after.previousInFlight = before;
        }
        socket.previousInFlight = null;
        socket.nextInFlight = null;
        if (first == null) {
            maybeCyclic = false;
        }
    }

    /// `unix_gc`: throws away the queues of sockets that nobody can receive, and so the sockets.
    /// Called where a reference was dropped, holding no lock. Linux leaves it to a kernel thread, a
    /// moment later.
    public void collect() {
        if (!maybeCyclic || !begin()) {
            return;
        }
        do {
            for (Skb skb : unreachable()) {
                Socket sender = skb.owner;
                if (sender != null) {
                    sender.free(skb);
                }
            }
        } while (!end());
    }

    /// Whether nobody collects already; who does will look again.
    private boolean begin() {
        lock.lock();
        try {
            again = collecting;
            collecting = true;
            return !again;
        } finally {
            lock.unlock();
        }
    }

    private boolean end() {
        lock.lock();
        try {
            collecting = again;
            again = false;
            return !collecting;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the messages off the queues of all sockets that nobody can receive.
    private List<Skb> unreachable() {
        lock.lock();
        try {
            for (UnixSocket each = first; each != null; each = each.nextInFlight) {
                each.unaccounted = each.inFlight;
                each.suspect = each.references() == each.inFlight;
            }
            for (UnixSocket each = first; each != null; each = each.nextInFlight) {
                if (each.suspect) {
                    passedTo(each, passed -> passed.unaccounted--);
                }
            }
            acquit();
            List<Skb> garbage = new ArrayList<>();
            for (UnixSocket each = first; each != null; each = each.nextInFlight) {
                if (each.suspect) {
                    empty(each, garbage);
                }
            }
            return garbage;
        } finally {
            lock.unlock();
        }
    }

    /// Whoever is in the queue of a socket that somebody can receive can be received too.
    private void acquit() {
        ArrayDeque<UnixSocket> reachable = new ArrayDeque<>();
        for (UnixSocket each = first; each != null; each = each.nextInFlight) {
            if (each.suspect && each.unaccounted != 0) {
                each.suspect = false;
                reachable.add(each);
            }
        }
        for (UnixSocket each = reachable.poll(); each != null; each = reachable.poll()) {
            passedTo(
                    each,
                    passed -> {
                        if (passed.suspect) {
                            passed.suspect = false;
                            reachable.add(passed);
                        }
                    });
        }
    }

    /// Every unix socket in the queue of this one, as often as it is there; for a listener, in the
    /// queues of the connections that wait there.
    private static void passedTo(UnixSocket receiver, Consumer<UnixSocket> each) {
        receiver.lock.lock();
        for (Skb skb = receiver.received.first(); skb != null; skb = skb.next) {
            if (skb.owner instanceof UnixSocket embryo && embryo.listener != null) {
                passedTo(embryo, each);
            } else if (skb.files != null) {
                for (OpenFile file : skb.files) {
                    if (file instanceof UnixSocket passed) {
                        each.accept(passed);
                    }
                }
            }
        }
        receiver.lock.unlock();
    }

    /// `unix_collect_queue`
    private static void empty(UnixSocket receiver, List<Skb> into) {
        receiver.lock.lock();
        if (receiver.state == SocketState.LISTEN) {
            for (Skb skb = receiver.received.first(); skb != null; skb = skb.next) {
                if (skb.owner instanceof UnixSocket embryo) {
                    empty(embryo, into);
                }
            }
        } else {
            receiver.outOfBand = null;
            for (Skb skb = receiver.received.poll(); skb != null; skb = receiver.received.poll()) {
                into.add(skb);
            }
        }
        receiver.lock.unlock();
    }
}
