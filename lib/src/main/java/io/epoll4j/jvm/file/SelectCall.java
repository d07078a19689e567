package io.epoll4j.jvm.file;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.FileFlags.POLLERR;
import static io.epoll4j.sys.FileFlags.POLLHUP;
import static io.epoll4j.sys.FileFlags.POLLIN;
import static io.epoll4j.sys.FileFlags.POLLNVAL;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static io.epoll4j.sys.FileFlags.POLLPRI;
import static io.epoll4j.sys.FileFlags.POLLRDBAND;
import static io.epoll4j.sys.FileFlags.POLLRDNORM;
import static io.epoll4j.sys.FileFlags.POLLWRBAND;
import static io.epoll4j.sys.FileFlags.POLLWRNORM;

import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.PollFds;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// select(2), told as a poll(2) of the numbers in the sets (`core_sys_select`, fs/select.c). It
/// allocates: whoever minds that uses what select was replaced by.
public final class SelectCall {
    /// `POLLIN_SET`, `POLLOUT_SET`, `POLLEX_SET`: the bits that put a number into each set.
    private static final int READABLE = POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR;

    private static final int WRITABLE = POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR;
    private static final int EXCEPTIONAL = POLLPRI;

    private SelectCall() {}

    public static int select(
            PollCall poll,
            IntFunction<? extends @Nullable OpenFile> files,
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long nanos) {
        PollFds fds = new PollFds(nfds);
        int count = 0;
        for (int fd = 0; fd < nfds; fd++) {
            int asked =
                    ask(readable, fd, READABLE)
                            | ask(writable, fd, WRITABLE)
                            | ask(exceptional, fd, EXCEPTIONAL);
            if (asked != 0) {
                fds.set(count++, fd, asked);
            }
        }
        int answer = isOpen(files, fds, count) ? poll.poll(files, fds, count, nanos) : -EBADF;
        if (answer < 0) {
            return answer;
        }
        int found = 0;
        for (int i = 0; i < count; i++) {
            int seen = fds.revents(i) == POLLNVAL ? READABLE | WRITABLE : fds.revents(i);
            found += answer(readable, fds.fd(i), seen & READABLE);
            found += answer(writable, fds.fd(i), seen & WRITABLE);
            found += answer(exceptional, fds.fd(i), seen & EXCEPTIONAL);
        }
        for (int fd = nfds; fd % Long.SIZE != 0; fd++) { // whole words are written
            answer(readable, fd, 0);
            answer(writable, fd, 0);
            answer(exceptional, fd, 0);
        }
        return found;
    }

    private static boolean isOpen(
            IntFunction<? extends @Nullable OpenFile> files, PollFds fds, int count) {
        for (int i = 0; i < count; i++) {
            OpenFile file = files.apply(fds.fd(i));
            if (file == null) {
                return false;
            }
            file.unpin();
        }
        return true;
    }

    private static int ask(@Nullable FdSet set, int fd, int bits) {
        return set != null && set.contains(fd) ? bits : 0;
    }

    /// Leaves a number in its set if there is something; answers how many that makes.
    private static int answer(@Nullable FdSet set, int fd, int seen) {
        if (set == null || !set.contains(fd)) {
            return 0;
        }
        if (seen == 0) {
            set.remove(fd);
            return 0;
        }
        return 1;
    }
}
