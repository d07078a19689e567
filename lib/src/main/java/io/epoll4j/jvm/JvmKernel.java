package io.epoll4j.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.jvm.call.Entry;
import io.epoll4j.jvm.call.Protocols;
import io.epoll4j.jvm.file.DescriptorTable;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.jvm.net.UnixPath;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.task.Scheduler;

/// A kernel inside the JVM: descriptors, files, sockets and epoll, answering what Linux 6.18
/// answers, with no system call.
///
/// Each is a world of its own, with its own descriptors and its own network. What it does depends
/// on the calls made and on its [Host] alone. Any thread may use it, as on Linux: a call blocks the
/// thread that makes it, and [Host] says how.
///
/// Beside native memory it takes heap segments as buffers.
public final class JvmKernel extends CallTable {
    /// How many descriptors may be open unless `setrlimit` says otherwise.
    public static final int DEFAULT_DESCRIPTORS = 1 << 20;

    /// How many (epoll, descriptor) pairs may be watched at once unless the constructor says
    /// otherwise: `/proc/sys/fs/epoll/max_user_watches`.
    public static final long DEFAULT_MAX_USER_WATCHES = Integer.MAX_VALUE;

    private final Entry entry;
    private final Protocols protocols;

    /// A kernel for real threads, on the clock of this machine.
    public JvmKernel() {
        this(Host.system());
    }

    /// A kernel whose time and sleep come from `host`.
    public JvmKernel(Host host) {
        this(host, DEFAULT_MAX_USER_WATCHES);
    }

    /// A kernel that refuses to watch more than `maxUserWatches` with `-ENOSPC`.
    public JvmKernel(Host host, long maxUserWatches) {
        this(host, maxUserWatches, Network.LOOPBACK);
    }

    /// A kernel whose TCP and UDP sockets reach others over `network`.
    public JvmKernel(Host host, long maxUserWatches, Network network) {
        this(new Scheduler(host), maxUserWatches, network);
    }

    private JvmKernel(Scheduler scheduler, long maxUserWatches, Network network) {
        this(scheduler, maxUserWatches, new Stack(scheduler, network));
    }

    private JvmKernel(Scheduler scheduler, long maxUserWatches, Stack stack) {
        this(
                new Entry(scheduler, new DescriptorTable(DEFAULT_DESCRIPTORS)),
                maxUserWatches,
                stack,
                new Protocols(stack));
    }

    private JvmKernel(Entry entry, long maxUserWatches, Stack stack, Protocols protocols) {
        super(entry, stack, protocols, maxUserWatches);
        this.entry = entry;
        this.protocols = protocols;
    }

    /// Takes a packet that another kernel has sent ([Network#transmit]), if it is for one of this
    /// kernel's addresses; a kernel that crashed takes none. Its answers go to its own [Network]
    /// before this returns. A socket in which another call is under way takes the packet when that
    /// ends. Any thread may call it.
    public void receive(Packet packet) {
        protocols.receive(packet);
    }

    /// Opens a descriptor for an object of Java's, so that epolls and poll(2) of this kernel can
    /// watch it: the rest, close and dup included, is as with any other descriptor.
    ///
    /// @return the lowest free number, or `-EMFILE`
    public int open(Pollable pollable) {
        entry.enter();
        return entry.install(new PollableFile(entry.scheduler(), pollable), false);
    }

    /// For a host that has set its real-time clock, forwards or back: timers for an instant of that
    /// clock move with it, and reading one armed with
    /// [io.epoll4j.sys.FileFlags#TFD_TIMER_CANCEL_ON_SET] answers `-ECANCELED` once. A host whose
    /// real-time clock only ever goes on need not call it. Any thread may.
    public void clockWasSet() {
        clocks.clockWasSet();
    }

    /// Raises a signal, as whoever runs the program would: SIGTERM, say. It is read from a signalfd
    /// ([#signalfd]), or ends the wait of a thread that does not block it ([#sigmask]) with
    /// `-EINTR`; until then it stays pending. No thread blocks any at first, there are no handlers,
    /// and nothing ever dies of a signal. Any thread may call it.
    ///
    /// @param signal 1 to 64, other than SIGKILL and SIGSTOP
    /// @return 0, or `-EINVAL` for another
    public int raise(int signal) {
        return entry.scheduler().signals.raise(signal);
    }

    /// mkdir(2): makes a folder, so that unix sockets can be bound to paths in it. At first there
    /// are `/`, `/tmp`, `/run`, `/var`, `/var/run` and `/var/tmp`; a relative path begins at `/`.
    /// Nothing of this is on a disk.
    ///
    /// @return 0, or `-EEXIST`, `-ENOENT` or `-ENOTDIR`
    public int mkdir(String path) {
        entry.enter();
        return protocols.unix().makeFolder(pathOf(path));
    }

    /// Closes every descriptor, the lowest first, as Linux does for a process that ended or was
    /// killed: connections end by FIN, or by RST where something was left unread.
    public void closeAll() {
        entry.enter();
        entry.table().closeAll();
    }

    /// Cuts the power: everything is gone at once, and nobody is told. Threads that sleep in a call
    /// leave it by a [CrashError], and so does every call from now on, so what their `finally`
    /// blocks try to send or close reaches nobody. Packets that arrive are ignored. A machine that
    /// is started again at the same address is a new kernel.
    ///
    /// May be called from any thread, but not from within [Network] or [Host].
    public void crash() {
        entry.scheduler().crash();
    }

    /// When the next timer of this kernel is due, of TCP's too, on the monotonic clock of its
    /// [Host]; [Host#NEVER] if none is. A thread that sleeps in a call keeps the time by itself;
    /// only a world whose programs have all ended, while their connections still end, needs this.
    public long nextTimer() {
        return entry.scheduler().timers.next();
    }

    /// Lets the timers happen whose time has come, as every call does when it begins.
    public void runTimers() {
        entry.enter();
    }

    /// unlink(2) of the path of a unix socket: it can be bound again. Files have no other meaning
    /// here.
    ///
    /// @return 0, or `-ENOENT` if nothing was ever bound to it, `-ENOTDIR`, `-EISDIR`
    public int unlink(String path) {
        entry.enter();
        return protocols.unix().unlink(pathOf(path));
    }

    private static UnixPath pathOf(String path) {
        return UnixPath.of(path.getBytes(UTF_8), 0);
    }
}
