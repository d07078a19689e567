package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_DUPFD;
import static io.epoll4j.sys.FileFlags.F_DUPFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_SETFD;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileFlags.O_WRONLY;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;

import io.epoll4j.sys.IoVec;
import java.lang.foreign.MemorySegment;

/// Descriptor numbers: which is next, what duplicates share, and what the calls on them refuse
/// first (dup(2), fcntl(2), readv(2)).
final class Numbers extends Lab {
    private int limit() {
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(RLIMIT_NOFILE, limits));
        return (int) Math.min(limits[0], Integer.MAX_VALUE);
    }

    @Row(id = "X-DC-01", says = "F_DUPFD takes the lowest free number from a given one on")
    void lowest() {
        var v = eventfd(0);
        var at = v.dupTo(700);
        int next = own(k.fcntl(v.n, F_DUPFD, 700), "v'").n;
        expect("next", 701, next);
        expect("after that", 702, own(k.fcntl(v.n, F_DUPFD_CLOEXEC, 700), "v'").n);
        at.close();
        expect("the freed one", 700, own(k.fcntl(v.n, F_DUPFD, 700), "v'").n);
    }

    @Row(
            id = "X-DC-02",
            says = "F_DUPFD: closed EBADF first, then a number below 0 or at the limit: EINVAL")
    void dupfdErrors() {
        int closed = closedNumber();
        var v = eventfd(0);
        refused("closed, -1", EBADF, k.fcntl(closed, F_DUPFD, -1));
        refused("-1", EINVAL, k.fcntl(v.n, F_DUPFD, -1));
        refused("the limit", EINVAL, k.fcntl(v.n, F_DUPFD, limit()));
    }

    @Row(
            id = "X-DC-03",
            says = "dup3: flags and sameness EINVAL first, then a bad new, then a bad old number")
    void dup3Errors() {
        int closed = closedNumber();
        var v = eventfd(0);
        refused("flags", EINVAL, k.dup3(closed, closed + 1, O_NONBLOCK));
        refused("same and closed", EINVAL, k.dup3(closed, closed, 0));
        refused("same", EINVAL, k.dup3(v.n, v.n, O_CLOEXEC));
        refused("closed", EBADF, k.dup3(closed, closed + 1, 0));
        refused("to -1", EBADF, k.dup3(v.n, -1, 0));
        refused("to the limit", EBADF, k.dup3(v.n, limit(), 0));
        refused("dup", EBADF, k.dup(closed));
        refused("dup of -1", EBADF, k.dup(-1));
    }

    @Row(
            id = "X-DC-04",
            says = "close-on-exec is each number's own and not copied, status flags are shared")
    void shared() {
        var v = own(k.eventfd(0, O_CLOEXEC), "v");
        var plain = v.dup();
        var marked = own(k.dup3(v.n, closedNumber(), O_CLOEXEC), "v'");
        expect("dup", 0, k.fcntl(plain.n, F_GETFD, 0));
        expect("dup3", FD_CLOEXEC, k.fcntl(marked.n, F_GETFD, 0));
        expect("F_SETFD", 0, k.fcntl(v.n, F_SETFD, 0));
        expect("the other's stays", FD_CLOEXEC, k.fcntl(marked.n, F_GETFD, 0));
        expect("F_SETFL", 0, k.fcntl(v.n, F_SETFL, O_NONBLOCK));
        expect("is everybody's", O_RDWR | O_NONBLOCK, k.fcntl(marked.n, F_GETFL, 0));
    }

    @Row(
            id = "X-DC-05",
            says = "F_SETFL changes no access mode; O_DIRECT on an eventfd or socket: EINVAL")
    void statusFlags() {
        var p = pipe();
        expect("F_SETFL", 0, k.fcntl(p.w().n, F_SETFL, O_RDWR | O_CLOEXEC));
        expect("flags", O_WRONLY, k.fcntl(p.w().n, F_GETFL, 0));
        var v = eventfd(0);
        refused("eventfd", EINVAL, k.fcntl(v.n, F_SETFL, O_DIRECT | O_NONBLOCK));
        expect("unchanged", O_RDWR | O_NONBLOCK, k.fcntl(v.n, F_GETFL, 0));
        refused("socket", EINVAL, k.fcntl(stream().a().n, F_SETFL, O_DIRECT));
    }

    @Row(
            id = "X-DC-06",
            says = "an unknown command: EINVAL, of a closed number EBADF; close twice: EBADF")
    void unknown() {
        int closed = closedNumber();
        refused("command 4711", EINVAL, k.fcntl(eventfd(0).n, 4711, 0));
        refused("of a closed number", EBADF, k.fcntl(closed, 4711, 0));
        refused("close", EBADF, k.close(closed));
        refused("close of -1", EBADF, k.close(-1));
    }

    @Row(id = "X-DC-07", says = "read and write: the number, then the mode, then the buffer")
    void transferErrors() {
        int closed = closedNumber();
        var p = pipe();
        long end = scratch().byteSize();
        refused("closed", EBADF, k.read(closed, scratch(), end, 8));
        refused("closed", EBADF, k.write(closed, scratch(), end, 8));
        refused("wrong end", EBADF, k.write(p.r().n, scratch(), end, 8));
        p.w().write(8);
        refused("read", EFAULT, k.read(p.r().n, scratch(), end, 8));
        refused("write", EFAULT, k.write(p.w().n, scratch(), end, 8));
        expect("nothing is lost", 8, p.r().tryRead(100));
    }

    @Row(id = "X-DC-08", says = "a null buffer: EFAULT, unless no bytes are asked for")
    void nullBuffer() {
        var p = pipe();
        refused("read", EFAULT, k.read(eventfd(0).n, MemorySegment.NULL, 0, 4));
        refused("write", EFAULT, k.write(p.w().n, MemorySegment.NULL, 0, 4));
        expect("no bytes", 0, k.read(p.r().n, MemorySegment.NULL, 0, 0));
        refused("of a closed number", EBADF, k.read(closedNumber(), MemorySegment.NULL, 0, 0));
    }

    @Row(
            id = "X-DC-09",
            says = "readv, writev: the number first, then a count below 0 or above 1024: EINVAL")
    void vectorErrors() {
        int closed = closedNumber();
        var p = pipe();
        var many = new IoVec(1025);
        for (int i = 0; i < 1025; i++) many.set(i, scratch(), i, 1);
        refused("closed", EBADF, k.readv(closed, many, -1));
        refused("-1", EINVAL, k.readv(p.r().n, many, -1));
        refused("-1", EINVAL, k.writev(p.w().n, many, -1));
        refused("1025", EINVAL, k.writev(p.w().n, many, 1025));
        expect("1024", 1024, k.writev(p.w().n, many, 1024));
        expect("1024", 1024, k.readv(p.r().n, many, 1024));
        expect("none", 0, k.writev(p.w().n, many, 0));
        refused("none, wrong end", EBADF, k.writev(p.r().n, many, 0));
    }

    @Row(id = "X-DC-10", says = "a vector is filled in order, empty parts passed over")
    void vectorOrder() {
        var p = pipe();
        var bytes = scratch().asSlice(0, 64);
        for (int i = 0; i < 6; i++) bytes.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) i);
        var parts = new IoVec(3);
        parts.set(0, bytes, 4, 2);
        parts.set(1, bytes, 9, 0);
        parts.set(2, bytes, 0, 3);
        expect("writev", 5, k.writev(p.w().n, parts, 3));
        parts.set(0, bytes, 32, 1);
        parts.set(2, bytes, 33, 10);
        expect("readv", 5, k.readv(p.r().n, parts, 3));
        for (int i = 0; i < 5; i++) {
            int seen = bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 32 + i);
            expect("byte " + i, new int[] {4, 5, 0, 1, 2}[i], seen);
        }
    }

    @Row(
            id = "X-DC-11",
            says = "dup3 onto a number in use closes it, and its last end hangs up the other")
    void replaced() {
        var p = pipe();
        var v = eventfd(1);
        var e = epoll().add(p.r(), IN);
        expect("dup3", p.w().n, k.dup3(v.n, p.w().n, 0));
        e.sees(p.r().is(HUP));
        expect("the number is the eventfd's", 8, k.read(p.w().n, scratch(), 0, 8));
    }

    @Row(id = "X-DC-12", says = "a refused dup3 leaves the number as it was")
    void notReplaced() {
        var p = pipe();
        refused("dup3", EBADF, k.dup3(closedNumber(), p.w().n, 0));
        p.w().write(1);
        p.r().read(1);
    }
}
