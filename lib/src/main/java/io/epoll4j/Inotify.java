package io.epoll4j;

import static io.epoll4j.sys.FileFlags.IN_CLOEXEC;
import static io.epoll4j.sys.FileFlags.IN_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Changes to files and directories: an
/// [inotify(7)](https://man7.org/linux/man-pages/man7/inotify.7.html) instance. Readable while
/// there are changes that [#next()] has not taken. Confined to one thread at a time.
public final class Inotify extends Descriptor {
    /// Room for many events, and for one with the longest name in any case.
    private static final long BUFFER_SIZE = 4096;

    /// `struct inotify_event`: watch, mask, cookie, length of the name, then the name.
    private static final long HEADER = 16;

    private static final long MASK = 4;
    private static final long COOKIE = 8;
    private static final long NAME_LENGTH = 12;

    private final LinuxKernel linux;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_SIZE, Long.BYTES);
    private long filled;
    private long at;
    private long following;

    private Inotify(LinuxKernel linux, int fd) {
        super(linux, fd);
        this.linux = linux;
    }

    /// Without a watch at first.
    ///
    /// @throws SysException EMFILE (also: more instances than fs.inotify.max_user_instances)
    public static Inotify open() {
        var kernel = Kernel.linux();
        int fd = kernel.inotifyInit1(IN_NONBLOCK | IN_CLOEXEC);
        if (fd < 0) throw new SysException("inotify_init1", "", fd);
        return new Inotify(kernel, fd);
    }

    /// Watches `path` for the changes in `mask`, `IN_*` of [io.epoll4j.sys.FileFlags], and answers
    /// the number of the watch.
    ///
    /// @throws SysException ENOENT, EACCES, ENOSPC (fs.inotify.max_user_watches)
    public int add(Path path, int mask) {
        int watch = linux.inotifyAddWatch(fd(), path.toString(), mask);
        if (watch < 0) check(watch, "inotify_add_watch", path.toString());
        return watch;
    }

    /// Ends a watch; one last event, `IN_IGNORED`, says so.
    public void remove(int watch) {
        check(linux.inotifyRmWatch(fd(), watch), "inotify_rm_watch", "watch " + watch);
    }

    /// Goes to the next change; false if there is none now.
    public boolean next() {
        at = following;
        if (at >= filled) {
            long answer;
            do {
                answer = kernel().read(fd(), buffer, 0, BUFFER_SIZE);
            } while (answer == -Errno.EINTR);
            filled = Math.max(0, answer);
            at = following = 0;
            if (answer < 0) {
                refused("read", "changes", answer);
                return false;
            }
        }
        following = at + HEADER + buffer.get(JAVA_INT, at + NAME_LENGTH);
        return true;
    }

    /// Which watch the change belongs to.
    public int watch() {
        return buffer.get(JAVA_INT, at);
    }

    /// What has changed, `IN_*` bits.
    public int mask() {
        return buffer.get(JAVA_INT, at + MASK);
    }

    /// The same number for both halves of a move; else 0.
    public int cookie() {
        return buffer.get(JAVA_INT, at + COOKIE);
    }

    /// The name inside the watched directory; empty if the watched path itself is meant. Allocates.
    public String name() {
        byte[] bytes = new byte[buffer.get(JAVA_INT, at + NAME_LENGTH)];
        MemorySegment.copy(buffer, JAVA_BYTE, at + HEADER, bytes, 0, bytes.length);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) length++;
        return new String(bytes, 0, length, UTF_8);
    }
}
