package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.Descriptor;
import io.epoll4j.Interest;
import io.epoll4j.SocketSettings;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.Timespec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An event loop: one thread, one epoll, any number of connections, listeners, timers and watched
/// descriptors.
///
/// ```java
/// try (var loop = Loop.open()) {
///     loop.listen(9001, (peer, bytes) -> peer.write(bytes));
///     loop.run();
/// }
/// ```
///
/// A loop belongs to a thread: the one that opened it, then the one that calls [#run] or [#turn].
/// From any thread may be called: [#execute], [#schedule], [#scheduleEvery], [#stop], [#drain] and
/// [#snapshot]; everything else is refused elsewhere.
public final class Loop implements AutoCloseable {
    /// No limit to a wait, in nanoseconds.
    static final long FOREVER = Long.MAX_VALUE;

    final Kernel kernel;
    final Settings settings;

    /// Several loops share an epoll: an entry belongs to the one that holds its monitor.
    final boolean oneShot;

    /// It counts what several loops on one epoll share; a loop by itself leads.
    private final boolean leads;

    final Poller poller;
    final Mailbox mailbox;
    final Admission admission;

    /// How many peers there are whose loop this is. Where several share an epoll, any of them may
    /// come to serve one.
    final AtomicInteger connections = new AtomicInteger();

    final Counters counters = new Counters();
    final ReadyList ready = new ReadyList();
    final Timers timers;
    final Callbacks callbacks = new Callbacks(this);
    final Sockets sockets;
    final Sender sender;
    final Receiver receiver;
    final Closing closing = new Closing(this);
    final Deadlines deadlines = new Deadlines(this);
    final Opening opening;
    final Draining draining;
    final DirtyList dirty;
    private final DrainSignals signals = new DrainSignals();
    final Consumer<Runnable> runner = callbacks::task;
    final Consumer<Timed> expiry = callbacks::expire;

    /// The deadline until which this sleeps; kept by [SharedTimers].
    long sleepsUntil;

    /// The time of this turn, in nanoseconds of CLOCK_MONOTONIC.
    long now;

    private final Turn turn;
    private volatile Thread owner = Thread.currentThread();
    private volatile boolean closed;

    /// What [#run] died of.
    private volatile @Nullable Throwable death;

    /// A turn is under way, or the loop is being closed.
    private final AtomicBoolean busy = new AtomicBoolean();

    /// The owner is taking a turn. Only for its own eyes: every write to a peer looks.
    private boolean turning;

    private Loop(Settings settings, Shared parts, boolean leads) {
        this.settings = settings;
        this.leads = leads;
        oneShot = settings.trigger == Trigger.ONESHOT;
        poller = parts.poller();
        kernel = poller.kernel;
        mailbox = parts.mailbox();
        timers = parts.timers();
        draining = parts.draining();
        admission = parts.admission();
        now = clock();
        dirty = new DirtyList(settings.trigger);
        sockets = new Sockets(kernel);
        sender = new Sender(this);
        receiver = new Receiver(this);
        opening = new Opening(this);
        turn = new Turn(this);
    }

    /// A loop on Linux with the default [Settings].
    public static Loop open() {
        return open(Kernel.linux(), new Settings());
    }

    /// A loop on Linux.
    public static Loop open(Settings settings) {
        return open(Kernel.linux(), settings);
    }

    /// A loop on any kernel.
    public static Loop open(Kernel kernel, Settings settings) {
        if (settings.trigger == Trigger.ONESHOT)
            throw new IllegalArgumentException(
                    "ONESHOT is for several loops on one epoll: open a LoopGroup");
        var own = new Settings(settings);
        return open(own, Shared.of(kernel, own, new Admission(own)), true);
    }

    /// A loop with a share in `parts`, whose epoll is closed if there is none to be had.
    static Loop open(Settings own, Shared parts, boolean leads) {
        try {
            return new Loop(own, parts, leads);
        } catch (Throwable failed) {
            parts.poller().close();
            throw failed;
        }
    }

    /// Waits until something is ready, at most so long, and serves what there is. As everywhere in
    /// the loop, a negative duration is zero, and one too long to be counted in nanoseconds is for
    /// ever.
    ///
    /// @return how many events, timers and tasks were served; 0 when the time is up, or there was
    ///   only something to send
    public int turn(Duration atMost) {
        return turn(Timespec.nanos(atMost));
    }

    int turn(long atMost) {
        begin();
        try {
            boolean limited = atMost > 0 && atMost < FOREVER;
            long end = limited ? Timers.after(clock(), atMost) : 0;
            int served = turn.take(atMost); // from here: no deeper in the stack than from run()
            return served > 0 ? served : turn.goOn(atMost, end);
        } finally {
            end();
        }
    }

    /// Takes turns until [#stop], or until [#drain] is done; last, runs the tasks that it was
    /// handed before it ended.
    ///
    /// Nothing that handlers or tasks do ends this, nor memory that runs out. A refusal of the
    /// kernel to wait does: then the [ErrorHandler] is told, everything that is open here is closed
    /// and handlers told so ([CloseReason#ABORTED]), [#execute] refuses what comes, and only
    /// [#close] is left to do.
    ///
    /// @throws io.epoll4j.sys.SysException if epoll_wait is refused
    public void run() {
        if (closed && poller.stopped && death == null) return;
        begin();
        try {
            while (!poller.stopped) turn.take(FOREVER);
            poller.wakeUp(); // whoever else waits on this epoll, one after the other
        } catch (Throwable thrown) {
            die(thrown);
            throw thrown;
        } finally {
            turn.finish();
            end();
        }
    }

    /// Tells everybody, and leaves nobody hanging. The epoll itself stays until [#close]: others
    /// may wait on it.
    private void die(Throwable cause) {
        death = cause;
        closed = true;
        poller.stopped = true;
        callbacks.failed(null, cause);
        letGo();
        callbacks.run(poller::wakeUp);
    }

    /// Makes this the thread that takes turns; there is one at a time.
    private void begin() {
        if (!busy.compareAndSet(false, true))
            throw new IllegalStateException("a turn is under way, here or in another thread");
        if (closed) {
            busy.setRelease(false);
            throw new IllegalStateException("the loop is closed", death);
        }
        claim();
        turning = true;
    }

    private void end() {
        turning = false;
        busy.setRelease(false);
    }

    /// Ends [#run], for good. Any thread.
    public void stop() {
        poller.stopped = true;
        offer(() -> {});
    }

    /// Runs `task` on a coming turn, or when the loop ends. Any thread.
    ///
    /// @throws RejectedExecutionException once [#run] has ended, or the loop is closed
    public void execute(Runnable task) {
        if (!offer(task)) throw ended();
    }

    /// The same; false where that throws.
    boolean offer(Runnable task) {
        if (!mailbox.offer(task)) return false;
        if (mailbox.ring()) poller.wakeUp();
        return true;
    }

    /// Where several loops share an epoll, this may have taken the wake-up of another, and is about
    /// to do what may take long: if tasks wait, or timers will, somebody who sleeps must be up.
    void passOn() {
        if (!mailbox.passOn() && !(timers.oversleeps() && mailbox.ring())) return;
        try {
            poller.wakeUp();
        } catch (RuntimeException refused) {
            callbacks.failed(null, refused);
        }
    }

    /// Runs `task` after `delay`, unless the loop has ended by then. Any thread.
    ///
    /// @throws RejectedExecutionException once [#run] has ended, or the loop is closed
    public Alarm schedule(Duration delay, Runnable task) {
        refuseIfEnded();
        return schedule(Timespec.nanos(delay), 0, task);
    }

    /// Runs `task` every `period`, first after one. Beats that the loop is too late for are left
    /// out. Any thread.
    ///
    /// @throws RejectedExecutionException once [#run] has ended, or the loop is closed
    public Alarm scheduleEvery(Duration period, Runnable task) {
        if (!period.isPositive()) throw new IllegalArgumentException("period: " + period);
        refuseIfEnded();
        long nanos = Timespec.nanos(period);
        return schedule(nanos, nanos, task);
    }

    Alarm schedule(long delay, long period, Runnable task) {
        var alarm = new Alarm(this, requireNonNull(task), Timers.after(clock(), delay), period);
        if (isOwn()) alarm.start();
        else execute(alarm::start);
        return alarm;
    }

    private void refuseIfEnded() {
        if (mailbox.hasEnded()) throw ended();
    }

    private RejectedExecutionException ended() {
        return new RejectedExecutionException("the loop has ended", death);
    }

    /// Accepts connections on `port` of 127.0.0.1, or one the kernel picks for port 0.
    public Acceptor listen(int port, Handler handler) {
        return listen(SockAddr.loopback(port), handler);
    }

    /// Accepts connections at an IPv4, IPv6 or Unix-domain address.
    ///
    /// @throws io.epoll4j.sys.SysException if the address cannot be had
    public Acceptor listen(SockAddr at, Handler handler) {
        return listen(at, SocketSettings.DEFAULT, handler);
    }

    /// The same, with a socket that is set up as `settings` say.
    ///
    /// @throws io.epoll4j.sys.SysException also if one of them is refused
    public Acceptor listen(SockAddr at, SocketSettings settings, Handler handler) {
        checkOpen();
        requireNonNull(handler);
        return accept(sockets.listener(at, settings), handler);
    }

    /// Accepts from a stream socket that listens already, from wherever it came: another process, a
    /// supervisor. The loop makes it non-blocking and closes it in the end.
    ///
    /// @throws io.epoll4j.sys.SysException if it is no socket; it is then not closed
    public Acceptor adoptListener(int fd, Handler handler) {
        checkOpen();
        requireNonNull(handler);
        sockets.unblock(fd);
        sockets.name(fd);
        return accept(fd, handler);
    }

    private Acceptor accept(int fd, Handler handler) {
        var entry = accept(fd, Poller.EDGE_LISTENER, handler, ListenerEntry.KEEP);
        return new Acceptor(entry.address, List.of(entry));
    }

    /// Accepts from a listener that is there, and closes it in the end, or if that is refused.
    ListenerEntry accept(int fd, int events, Handler handler, ListenerEntry.Adopter adopter) {
        ListenerEntry listener;
        try {
            checkOpen();
            listener = new ListenerEntry(this, fd, handler, adopter);
        } catch (Throwable failed) {
            callbacks.close(fd);
            throw failed;
        }
        listener.start(events);
        return listener;
    }

    /// Connects to a stream socket. The handler hears on a later turn what became of it: opened, or
    /// closed with the reason. What is written meanwhile waits.
    ///
    /// @throws io.epoll4j.sys.SysException if there is no socket to be had for it
    public Peer connect(SockAddr target, Handler handler) {
        return connect(target, SocketSettings.DEFAULT, handler);
    }

    /// The same, with a socket that is set up as `settings` say.
    ///
    /// @throws io.epoll4j.sys.SysException also if one of them is refused
    public Peer connect(SockAddr target, SocketSettings settings, Handler handler) {
        checkOpen();
        return opening.connect(target, settings, requireNonNull(handler));
    }

    /// Makes a connected stream socket, from wherever it came, a peer of this loop, which makes it
    /// non-blocking and closes it in the end.
    ///
    /// @throws io.epoll4j.sys.SysException if epoll refuses it; it is then not closed
    public Peer adopt(int fd, Handler handler) {
        checkOpen();
        return opening.adopt(fd, requireNonNull(handler));
    }

    /// Tells `handler` when any other descriptor is ready as `interest` says. It is kept open by
    /// the caller, who cancels the watch before closing it.
    ///
    /// @throws io.epoll4j.sys.SysException if epoll refuses it: EPERM for a regular file
    public Watch watch(Descriptor descriptor, Interest interest, WatchHandler handler) {
        return watch(descriptor.fd(), interest.mask(), handler);
    }

    /// The same by numbers: `events` are [io.epoll4j.sys.EpollFlags].
    ///
    /// @throws io.epoll4j.sys.SysException if epoll refuses it: EPERM for a regular file
    public Watch watch(int fd, int events, WatchHandler handler) {
        checkOpen();
        var watch = new Watch(this, fd, requireNonNull(handler));
        watch.start(events);
        return watch;
    }

    /// A datagram socket bound to `at`.
    ///
    /// @throws io.epoll4j.sys.SysException if the address cannot be had
    public Datagrams datagrams(SockAddr at, DatagramHandler handler) {
        return datagrams(at, SocketSettings.DEFAULT, handler);
    }

    /// The same, with a socket that is set up as `settings` say.
    ///
    /// @throws io.epoll4j.sys.SysException also if one of them is refused
    public Datagrams datagrams(SockAddr at, SocketSettings settings, DatagramHandler handler) {
        checkOpen();
        return opening.datagrams(at, settings, requireNonNull(handler));
    }

    /// Ends well, within `limit`: accepts no more, gives every peer what has arrived for it, calls
    /// [Handler#draining], waits until all are closed, aborts the rest, and stops. Any thread.
    ///
    /// @throws RejectedExecutionException once [#run] has ended, or the loop is closed
    public void drain(Duration limit) {
        long nanos = Timespec.nanos(limit);
        var task = new LoopTask(on -> draining.start(on, nanos));
        // A dead one has nobody to give anything to.
        if (!offer(task) && death == null) throw ended();
    }

    /// Drains within `limit` at the first SIGTERM, SIGINT or SIGHUP that the process gets, until
    /// this is closed; a second one ends the JVM at once. See [StopSignals]. Any thread.
    ///
    /// @throws IllegalStateException without the module `jdk.unsupported`
    public void drainOnSignals(Duration limit) {
        signals.drain(() -> drain(limit));
    }

    /// What the loop has done and has in hand. Any thread; on another than the loop's the figures
    /// are only about of one moment.
    public Snapshot snapshot() {
        return new Snapshot(counters, connections.get(), leads ? timers.size() : 0);
    }

    /// Closes everything at once. Not while a turn is under way: then, [#stop].
    ///
    /// @throws IllegalStateException from within a turn, or while another thread takes one
    @Override
    public void close() {
        if (closed && death == null) return;
        if (!busy.compareAndSet(false, true))
            throw new IllegalStateException("a turn is under way: stop() the loop, then close it");
        try {
            closeAll();
        } finally {
            end();
        }
    }

    private void closeAll() {
        signals.close();
        claim();
        turning = true;
        now = clock();
        turn.finish();
        closed = true;
        letGo();
        poller.close();
    }

    private void letGo() {
        poller.slots.forEach(entry -> callbacks.run(() -> with(entry, entry::discard)));
    }

    /// Runs `task` where `entry` may be touched. Any thread.
    void executeFor(Entry entry, Runnable task) {
        execute(forEntry(entry, task));
    }

    Runnable forEntry(Entry entry, Runnable task) {
        return oneShot ? new LoopTask(on -> OneShot.run(on, entry, task)) : task;
    }

    /// Runs `task` where `entry` may be touched: at once if that is here, not at all once the loop
    /// has ended. Any thread.
    void reach(Entry entry, Runnable task) {
        if (!isOwn()) {
            offer(forEntry(entry, task));
            return;
        }
        check();
        with(entry, task);
    }

    /// Runs `task` while nobody else touches `entry`.
    void with(Entry entry, Runnable task) {
        if (oneShot) OneShot.run(this, entry, task);
        else task.run();
    }

    /// Ends [#run] from within a turn.
    void finish() {
        poller.stopped = true;
    }

    /// Makes the current thread the one this belongs to.
    void claim() {
        owner = Thread.currentThread();
    }

    boolean isOwn() {
        return owner == Thread.currentThread();
    }

    /// Refuses other threads. Between turns, also sees what time it has become.
    void check() {
        if (!isOwn())
            throw new IllegalStateException(
                    "this belongs to the loop's thread; hand it a task with execute()");
        if (!turning) now = clock();
    }

    /// The same, and refuses if nobody would serve what is to be opened.
    private void checkOpen() {
        check();
        if (closed) throw new IllegalStateException("the loop is closed");
    }

    long clock() {
        return kernel.clockGettime(FileFlags.CLOCK_MONOTONIC);
    }
}
