package io.epoll4j.loop;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static java.util.Objects.requireNonNull;

import io.epoll4j.SocketSettings;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import io.epoll4j.sys.Timespec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Several loops on a thread each, sharing listeners as [AcceptMode] says. A handler is called by
/// all of them at once.
///
/// ```java
/// try (var group = LoopGroup.open(4, AcceptMode.REUSEPORT)) {
///     group.listen(9001, (peer, bytes) -> peer.write(bytes));
///     group.run();
/// }
/// ```
///
/// Set up by one thread; [#stop], [#drain], [#drainOnSignals], [#join] and [#snapshots] may be
/// called by any.
public final class LoopGroup implements AutoCloseable {
    private final Kernel kernel;
    private final AcceptMode mode;
    private final List<Loop> loops;
    private final Threads threading;
    private final List<Thread> threads = new ArrayList<>();
    private final DrainSignals signals = new DrainSignals();

    /// Guards what follows.
    private final Object lock = new Object();

    /// How many threads have not ended.
    private int running;

    /// What the first loop to die died of.
    private @Nullable Throwable death;

    /// Whose turn it is to be handed a connection; belongs to the first loop.
    private int next;

    private LoopGroup(Kernel kernel, AcceptMode mode, List<Loop> loops, Threads threading) {
        this.kernel = kernel;
        this.mode = mode;
        this.loops = loops;
        this.threading = threading;
    }

    /// `count` loops on Linux with the default [Settings].
    public static LoopGroup open(int count, AcceptMode mode) {
        return open(Kernel.linux(), count, mode, new Settings());
    }

    /// `count` loops on any kernel. With [AcceptMode#ONESHOT] the trigger of `settings` does not
    /// matter.
    public static LoopGroup open(Kernel kernel, int count, AcceptMode mode, Settings settings) {
        if (count <= 0) throw new IllegalArgumentException("a group of " + count + " loops");
        var own = new Settings(settings);
        if (mode == AcceptMode.ONESHOT) own.trigger = Trigger.ONESHOT;
        else if (own.trigger == Trigger.ONESHOT)
            throw new IllegalArgumentException("the trigger ONESHOT needs AcceptMode.ONESHOT");
        var admission = new Admission(own);
        var shared = mode == AcceptMode.ONESHOT ? Shared.of(kernel, own, admission) : null;
        var loops = new ArrayList<Loop>();
        try {
            for (int i = 0; i < count; i++) {
                var parts = shared != null ? shared : Shared.of(kernel, own, admission);
                loops.add(Loop.open(own, parts, shared == null || i == 0));
            }
        } catch (Throwable failed) {
            loops.forEach(Loop::close);
            throw failed;
        }
        return new LoopGroup(kernel, mode, List.copyOf(loops), own.threads);
    }

    /// Accepts connections on `port` of 127.0.0.1, or one the kernel picks for port 0. Before
    /// [#start].
    public Acceptor listen(int port, Handler handler) {
        return listen(SockAddr.loopback(port), handler);
    }

    /// Accepts connections at an address. Before [#start].
    ///
    /// @throws SysException if the address cannot be had
    public Acceptor listen(SockAddr at, Handler handler) {
        return listen(at, SocketSettings.DEFAULT, handler);
    }

    /// The same, with sockets that are set up as `settings` say.
    ///
    /// @throws SysException also if one of them is refused
    public Acceptor listen(SockAddr at, SocketSettings settings, Handler handler) {
        requireNonNull(handler);
        boolean own = mode == AcceptMode.REUSEPORT;
        if (own && at.family() == SocketFlags.AF_UNIX)
            throw new IllegalArgumentException(
                    at + ": Unix-domain sockets have no SO_REUSEPORT; accept otherwise");
        var each = own ? settings.reusePort(true) : settings;
        int first = loops.getFirst().sockets.listener(at, each);
        if (!own) return accept(first, handler, this::duplicate);
        return accept(
                first,
                handler,
                fd -> {
                    SockAddr bound = loops.getFirst().sockets.name(fd);
                    return loops.getFirst().sockets.listener(bound, each);
                });
    }

    /// Accepts from a stream socket that listens already, see [Loop#adoptListener]. Before
    /// [#start].
    ///
    /// @throws SysException if it is no socket; it is then not closed
    /// @throws IllegalStateException with [AcceptMode#REUSEPORT], which needs one for each loop
    public Acceptor adoptListener(int fd, Handler handler) {
        requireNonNull(handler);
        if (mode == AcceptMode.REUSEPORT)
            throw new IllegalStateException(
                    "with REUSEPORT each loop has a listener of its own: accept otherwise");
        loops.getFirst().sockets.unblock(fd);
        loops.getFirst().sockets.name(fd);
        return accept(fd, handler, this::duplicate);
    }

    /// @param another makes the listener of a further loop from the first one
    private Acceptor accept(int fd, Handler handler, IntUnaryOperator another) {
        int events =
                switch (mode) {
                    case REUSEPORT, HANDOFF -> EPOLLIN | EPOLLET;
                    case EXCLUSIVE -> EPOLLIN | EPOLLET | EPOLLEXCLUSIVE;
                    case ONESHOT -> EPOLLIN;
                };
        boolean everyLoop = mode == AcceptMode.REUSEPORT || mode == AcceptMode.EXCLUSIVE;
        ListenerEntry.Adopter adopter =
                mode == AcceptMode.HANDOFF ? this::handOver : ListenerEntry.KEEP;
        var started = new ArrayList<ListenerEntry>();
        try {
            for (Loop loop : everyLoop ? loops : loops.subList(0, 1)) {
                int own = started.isEmpty() ? fd : another.applyAsInt(fd);
                started.add(loop.accept(own, events, handler, adopter));
            }
        } catch (Throwable failed) {
            started.forEach(ListenerEntry::discard);
            throw failed;
        }
        return new Acceptor(started.getFirst().address, List.copyOf(started));
    }

    private int duplicate(int fd) {
        return SysException.check(
                kernel.fcntl(fd, FileFlags.F_DUPFD_CLOEXEC, 0),
                "fcntl",
                "F_DUPFD_CLOEXEC, fd " + fd);
    }

    private void handOver(
            Loop from, ListenerEntry listener, int fd, byte[] remote, @Nullable Object address) {
        Loop to;
        do {
            to = loops.get(next);
            next = (next + 1) % loops.size();
        } while (to != from && to.mailbox.hasEnded());
        if (to == from) {
            ListenerEntry.KEEP.adopt(from, listener, fd, remote, address);
            return;
        }
        var handover = new Handover(to, listener, fd, remote, address);
        if (!to.offer(handover)) handover.discard();
    }

    /// Starts the threads.
    public void start() {
        if (!threads.isEmpty()) throw new IllegalStateException("started already");
        for (int i = 0; i < loops.size(); i++) threads.add(begin(loops.get(i), i));
    }

    private Thread begin(Loop loop, int number) {
        synchronized (lock) {
            running++;
        }
        return threading.start("epoll4j-loop-" + number, () -> run(loop));
    }

    private void run(Loop loop) {
        Throwable cause = null;
        try {
            loop.run();
        } catch (RuntimeException | Error thrown) {
            cause = thrown;
        }
        synchronized (lock) {
            running--;
            if (death == null) death = cause;
            lock.notifyAll();
        }
        // Whoever gave the threads hears it from them.
        if (threading.equals(Threads.PLATFORM)) return;
        if (cause instanceof RuntimeException thrown) throw thrown;
        if (cause instanceof Error thrown) throw thrown;
    }

    /// Starts the threads and waits until they end: after [#stop] or [#drain].
    ///
    /// @throws InterruptedException if this thread is interrupted while it waits
    /// @throws RuntimeException what a loop died of, as with [#join]
    public void run() throws InterruptedException {
        start();
        join();
    }

    /// Ends all loops, dropping what they have in hand.
    public void stop() {
        loops.forEach(Loop::stop);
    }

    /// Drains all loops that have not ended within `limit`; see [Loop#drain].
    public void drain(Duration limit) {
        long nanos = Timespec.nanos(limit);
        // In this order: what the first still hands over must reach the others before they end.
        var task =
                new LoopTask(on -> {
                    on.draining.start(on, nanos);
                    drainOthers(nanos);
                });
        if (!loops.getFirst().offer(task)) drainOthers(nanos);
    }

    /// Drains within `limit` at the first SIGTERM, SIGINT or SIGHUP that the process gets, until
    /// this is closed; a second one ends the JVM at once. See [io.epoll4j.StopSignals]. Any thread.
    ///
    /// @throws IllegalStateException without the module `jdk.unsupported`
    public void drainOnSignals(Duration limit) {
        signals.drain(() -> drain(limit));
    }

    private void drainOthers(long nanos) {
        if (mode == AcceptMode.ONESHOT) return;
        for (Loop loop : loops.subList(1, loops.size()))
            loop.offer(new LoopTask(on -> on.draining.start(on, nanos)));
    }

    /// Waits for the threads to end; or until a loop has died (see [Loop#run]), of which this
    /// throws the cause at once. The others go on, and new connections go to them, unless they
    /// share its epoll ([AcceptMode#ONESHOT]) or wait for what it accepts (the first of
    /// [AcceptMode#HANDOFF]).
    ///
    /// @throws InterruptedException if this thread is interrupted while it waits
    /// @throws RuntimeException what a loop died of; it may be an Error too
    public void join() throws InterruptedException {
        if (threading.equals(Threads.PLATFORM)) awaitEndOrDeath();
        for (Thread thread : threads) threading.join(thread);
        throwDeath();
    }

    private void awaitEndOrDeath() throws InterruptedException {
        synchronized (lock) {
            while (running > 0 && death == null) lock.wait();
        }
        throwDeath();
    }

    private void throwDeath() {
        synchronized (lock) {
            if (death instanceof RuntimeException cause) throw cause;
            if (death instanceof Error cause) throw cause;
        }
    }

    /// The loops, in order.
    public List<Loop> loops() {
        return loops;
    }

    /// What each loop has done.
    public List<Snapshot> snapshots() {
        return loops.stream().map(Loop::snapshot).toList();
    }

    /// Stops all loops, waits for their threads, and closes everything.
    ///
    /// @throws IllegalStateException on a thread of the group, which cannot wait for itself
    @Override
    public void close() {
        if (threads.contains(Thread.currentThread()))
            throw new IllegalStateException("close() from within a loop; call stop()");
        signals.close();
        stop();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    threading.join(thread);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        loops.forEach(Loop::claim);
        loops.forEach(Loop::close);
        if (interrupted) Thread.currentThread().interrupt();
    }
}
