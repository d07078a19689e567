package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import io.epoll4j.conformance.Mismatch;
import io.epoll4j.conformance.Skip;
import io.epoll4j.conformance.Target;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SocketFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/// The laboratory of one case: makes and names descriptors and threads, checks what is seen, and
/// leaves nothing behind. A topic extends it, and each of its [Row] methods is a case.
///
/// Belongs to the case's thread, except the calls that [Task]s make on the kernel.
abstract class Lab extends Checks implements AutoCloseable {
    static final int IN = EpollFlags.EPOLLIN;
    static final int PRI = EpollFlags.EPOLLPRI;
    static final int OUT = EpollFlags.EPOLLOUT;
    static final int ERR = EpollFlags.EPOLLERR;
    static final int HUP = EpollFlags.EPOLLHUP;
    static final int RDNORM = EpollFlags.EPOLLRDNORM;
    static final int RDBAND = EpollFlags.EPOLLRDBAND;
    static final int WRNORM = EpollFlags.EPOLLWRNORM;
    static final int WRBAND = EpollFlags.EPOLLWRBAND;
    static final int MSG = EpollFlags.EPOLLMSG;
    static final int RDHUP = EpollFlags.EPOLLRDHUP;
    static final int ET = EpollFlags.EPOLLET;
    static final int ONESHOT = EpollFlags.EPOLLONESHOT;
    static final int EXCLUSIVE = EpollFlags.EPOLLEXCLUSIVE;
    static final int WAKEUP = EpollFlags.EPOLLWAKEUP;
    static final int ADD = EpollFlags.EPOLL_CTL_ADD;
    static final int MOD = EpollFlags.EPOLL_CTL_MOD;
    static final int DEL = EpollFlags.EPOLL_CTL_DEL;
    static final int EVERY_POLL_BIT = IN | PRI | OUT | RDNORM | RDBAND | WRNORM | WRBAND | RDHUP;

    /// Milliseconds no healthy wake-up takes, so that a lost one fails and does not hang.
    static final int LONG = 10_000;

    private static final ThreadLocal<MemorySegment> SCRATCH =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(1 << 16, 16));

    Kernel k;
    private Target target;
    private final List<Fd> made = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private final Crew crew = new Crew();

    @SuppressWarnings("NullAway.Init") // open() comes before any row
    Lab() {}

    final void open(Target target) {
        this.target = target;
        k = target.kernel();
    }

    /// From now on the case works on a kernel that lets so many items be watched.
    final void useLimited(long maxUserWatches) {
        var limited = target.limitedTo(maxUserWatches);
        skipIf(limited == null, "it would lower max_user_watches for the whole host");
        k = Objects.requireNonNull(limited);
    }

    /// Lets every thread go, then closes what is still open.
    @Override
    public final void close() {
        crew.release(this, made.stream().filter(fd -> fd instanceof Ep).toList());
        for (var fd : made.reversed()) fd.closeIfOpen();
        if (onLinux()) folders.forEach(Lab::delete);
    }

    /// Deletes a folder with the sockets in it.
    private static void delete(String folder) {
        try (var entries = Files.list(Path.of(folder))) {
            for (var entry : entries.toList()) Files.delete(entry);
            Files.delete(Path.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // descriptors

    final <F extends Fd> F keep(F fd) {
        made.add(fd);
        call(fd.n, fd.name);
        return fd;
    }

    final Fd own(int answer, String name) {
        return keep(new Fd(this, ok(name, answer), name + made.size()));
    }

    final Ep epoll() {
        return keep(new Ep(this, ok("epoll_create1(0)", k.epollCreate1(0)), "e" + made.size()));
    }

    /// A pipe whose ends do not block.
    final Pipe pipe() {
        return pipe(O_NONBLOCK);
    }

    final Pipe pipe(int flags) {
        var fds = new int[2];
        ok("pipe2", k.pipe2(fds, flags));
        return new Pipe(own(fds[0], "r"), own(fds[1], "w"));
    }

    /// A socketpair of AF_UNIX streams that do not block.
    final Pair stream() {
        return pair(SocketFlags.SOCK_STREAM);
    }

    final Pair datagram() {
        return pair(SocketFlags.SOCK_DGRAM);
    }

    private Pair pair(int type) {
        var fds = new int[2];
        ok(
                "socketpair",
                k.socketpair(SocketFlags.AF_UNIX, type | SocketFlags.SOCK_NONBLOCK, 0, fds));
        return new Pair(own(fds[0], "a"), own(fds[1], "b"));
    }

    /// An eventfd that does not block.
    final Fd eventfd(int value) {
        return eventfd(value, EFD_NONBLOCK);
    }

    final Fd eventfd(int value, int flags) {
        return own(k.eventfd(value, flags), "v");
    }

    /// An unarmed timerfd on the monotonic clock that does not block.
    final Fd timer() {
        return own(k.timerfdCreate(FileFlags.CLOCK_MONOTONIC, FileFlags.TFD_NONBLOCK), "t");
    }

    /// A number that no descriptor has.
    final int closedNumber() {
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(FileFlags.RLIMIT_NOFILE, limits));
        var there = eventfd(0).dupTo((int) Math.min(900, limits[0] - 1));
        there.close();
        return there.n;
    }

    /// Makes sure that so many descriptors may be open; skips the case where they may not.
    final void room(long descriptors) {
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(FileFlags.RLIMIT_NOFILE, limits));
        if (Long.compareUnsigned(limits[0], descriptors) >= 0) return;
        skipIf(
                k.setrlimit(FileFlags.RLIMIT_NOFILE, descriptors, limits[1]) < 0,
                "it needs " + descriptors + " descriptors, and the limit is " + limits[1]);
    }

    // threads

    /// Starts a thread that makes calls on the kernel.
    final <T> Task<T> start(String name, Callable<T> work) {
        return crew.start(name, target, work);
    }

    /// A thread that sleeps in epoll_wait.
    final Task<Harvest> waiter(Ep ep) {
        return waiter(ep, 8, LONG);
    }

    final Task<Harvest> waiter(Ep ep, int max, int timeout) {
        return start("wait " + ep, () -> ep.await(max, timeout)).untilAsleep();
    }

    /// A thread that sleeps in poll(2) on the epoll and then harvests without waiting.
    final Task<Harvest> poller(Ep ep, int max) {
        return start(
                        "poll " + ep,
                        () -> {
                            poll(ep.n, IN, LONG);
                            return ep.await(max, 0);
                        })
                .untilAsleep();
    }

    /// Waits until every thread has returned or sleeps; answers how many returned with events.
    final int returned() {
        return crew.settled();
    }

    /// How many threads are done once all is quiet.
    final long finished() {
        crew.settled();
        return crew.finished();
    }

    /// The thread's call must answer that.
    final void returns(long expected, Task<Long> task) {
        expect(task.name, expected, (long) task.result());
    }

    /// Exactly so many threads must have returned with events once all is quiet.
    final void expectReturned(int threads) {
        expect("threads that returned with an event", threads, returned());
    }

    // polling

    /// poll(2) of one descriptor without waiting: its revents.
    final int poll(int fd, int mask) {
        return poll(fd, mask, 0);
    }

    final int poll(int fd, int mask, int timeout) {
        var fds = new PollFds(1);
        fds.set(0, fd, mask);
        int answer = k.poll(fds, 1, timeout);
        if (answer < 0) throw new Mismatch("poll", "an answer", Names.answer(answer));
        return answer == 0 ? 0 : fds.revents(0) & 0xffff;
    }

    // the kernel itself

    /// 64 KiB of the calling thread's own.
    final MemorySegment scratch() {
        return SCRATCH.get();
    }

    /// The kernel as Linux; skips the case on another.
    final LinuxKernel linux() {
        var linux = target.linux();
        if (linux == null) throw new Skip("there are no pointers to get wrong in this kernel");
        return linux;
    }

    /// A new folder for unix sockets; what is in it when the case ends goes with it.
    final String folder() throws IOException {
        var folder = target.folder();
        folders.add(folder);
        return folder;
    }

    /// Raises a signal that the calling thread can get.
    final void raise(int signal) {
        if (onLinux()) Raw.handle(signal, 0);
        target.raise(signal);
    }

    /// Stops the next thread that would wake another, until the answer is run.
    final Runnable holdNextWakeUp() {
        return Objects.requireNonNull(target.holdNextWakeUp());
    }

    final boolean onLinux() {
        return target.linux() != null;
    }
}
