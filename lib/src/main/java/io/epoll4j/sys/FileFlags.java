package io.epoll4j.sys;

/// The constants for files, pipes, eventfds, timerfds, poll and limits, under their own names:
/// `<fcntl.h>`, `<sys/eventfd.h>`, `<sys/timerfd.h>`, `<time.h>`, `<poll.h>`, `<sys/resource.h>`.
public final class FileFlags {
    // open(2); see the man page for what each does
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;

    /// The bits of the file status flags that say how a file was opened.
    public static final int O_ACCMODE = 3;

    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;

    /// Answer EAGAIN instead of waiting.
    public static final int O_NONBLOCK = 0x800;

    public static final int O_DSYNC = 0x1000;

    /// On a pipe: each write is one packet.
    public static final int O_DIRECT = Architecture.current().direct;

    public static final int O_DIRECTORY = Architecture.current().directory;
    public static final int O_NOFOLLOW = Architecture.current().noFollow;

    /// Close the descriptor when the process executes another program.
    public static final int O_CLOEXEC = 0x80000;

    /// Only a place in the file system: neither reading nor watching is possible.
    public static final int O_PATH = 0x200000;

    public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

    /// For openat(2): relative to the working directory.
    static final int AT_FDCWD = -100;

    // lseek(2)
    public static final int SEEK_SET = 0;
    public static final int SEEK_CUR = 1;
    public static final int SEEK_END = 2;

    // fcntl(2)
    public static final int F_DUPFD = 0;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;

    /// Sets the capacity of a pipe in bytes; the kernel rounds up.
    public static final int F_SETPIPE_SZ = 1031;

    public static final int F_GETPIPE_SZ = 1032;

    /// The one descriptor flag of F_GETFD and F_SETFD.
    public static final int FD_CLOEXEC = 1;

    /// Whether two numbers are the same open file: 1 or 0 (Linux 6.10).
    public static final int F_DUPFD_QUERY = 1027;

    // ioctl(2)
    /// How many bytes can be read, into an int; of a datagram socket, those of the next one. The
    /// same as `SIOCINQ`.
    public static final long FIONREAD = 0x541B;

    /// Sets or clears O_NONBLOCK, from an int.
    public static final long FIONBIO = 0x5421;

    /// Sets FD_CLOEXEC.
    public static final long FIOCLEX = 0x5451;

    /// Clears FD_CLOEXEC.
    public static final long FIONCLEX = 0x5450;

    /// How many bytes a socket has sent that are not yet taken, into an int: of TCP the
    /// unacknowledged, elsewhere the memory that they cost.
    public static final long SIOCOUTQ = 0x5411;

    /// Whether a stream socket's next byte is behind the urgent one, into an int.
    public static final long SIOCATMARK = 0x8905;

    /// Of a pseudoterminal's master: locks (int 1) or unlocks (int 0) its slave.
    public static final long TIOCSPTLCK = 0x4004_5431L;

    /// Of a pseudoterminal's master: the number of its slave, into an int.
    public static final long TIOCGPTN = 0x8004_5430L;

    // eventfd(2)
    /// A read takes one from the counter instead of all.
    public static final int EFD_SEMAPHORE = 1;

    public static final int EFD_NONBLOCK = O_NONBLOCK;
    public static final int EFD_CLOEXEC = O_CLOEXEC;

    // timerfd_create(2)
    public static final int TFD_NONBLOCK = O_NONBLOCK;
    public static final int TFD_CLOEXEC = O_CLOEXEC;

    /// The time given is a point on the clock, not a delay.
    public static final int TFD_TIMER_ABSTIME = 1;

    /// Reading answers ECANCELED after the realtime clock was set.
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;

    // clock_gettime(2)
    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    public static final int CLOCK_THREAD_CPUTIME_ID = 3;
    public static final int CLOCK_MONOTONIC_COARSE = 6;
    public static final int CLOCK_BOOTTIME = 7;

    // poll(2); the bits mean what those of the same names in EpollFlags do
    public static final int POLLIN = 0x001;
    public static final int POLLPRI = 0x002;
    public static final int POLLOUT = 0x004;
    public static final int POLLERR = 0x008;
    public static final int POLLHUP = 0x010;

    /// The number is not an open descriptor.
    public static final int POLLNVAL = 0x020;

    public static final int POLLRDNORM = 0x040;
    public static final int POLLRDBAND = 0x080;
    public static final int POLLWRNORM = 0x100;
    public static final int POLLWRBAND = 0x200;
    public static final int POLLMSG = 0x400;
    public static final int POLLRDHUP = 0x2000;

    // unshare(2)
    /// The table of descriptors.
    public static final int CLONE_FILES = 0x400;

    // getrlimit(2)
    /// How many descriptors a process may have open.
    public static final int RLIMIT_NOFILE = 7;

    /// No limit.
    public static final long RLIM_INFINITY = -1;

    // memfd_create(2)
    public static final int MFD_CLOEXEC = 1;

    // splice(2)
    public static final int SPLICE_F_MOVE = 1;
    public static final int SPLICE_F_NONBLOCK = 2;
    public static final int SPLICE_F_MORE = 4;

    // inotify(7)
    public static final int IN_NONBLOCK = O_NONBLOCK;
    public static final int IN_CLOEXEC = O_CLOEXEC;
    public static final int IN_ACCESS = 0x001;
    public static final int IN_MODIFY = 0x002;
    public static final int IN_ATTRIB = 0x004;
    public static final int IN_CLOSE_WRITE = 0x008;
    public static final int IN_CLOSE_NOWRITE = 0x010;
    public static final int IN_OPEN = 0x020;
    public static final int IN_MOVED_FROM = 0x040;
    public static final int IN_MOVED_TO = 0x080;
    public static final int IN_CREATE = 0x100;
    public static final int IN_DELETE = 0x200;
    public static final int IN_DELETE_SELF = 0x400;
    public static final int IN_MOVE_SELF = 0x800;

    /// Events were lost: the queue was full.
    public static final int IN_Q_OVERFLOW = 0x4000;

    /// The watch is gone.
    public static final int IN_IGNORED = 0x8000;

    /// The subject of the event is a directory.
    public static final int IN_ISDIR = 0x4000_0000;

    private FileFlags() {}
}
