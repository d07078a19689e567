package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.EPERM;
import static io.epoll4j.sys.FileFlags.O_PATH;
import static io.epoll4j.sys.FileFlags.O_RDONLY;

import io.epoll4j.conformance.Scope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What epoll_ctl refuses, and in which order it looks.
final class CtlErrors extends Lab {
    private static final int[] OPS = {ADD, MOD, DEL};
    private static final int[] ANY_OP = {ADD, MOD, DEL, 42};

    @Row(id = "CE-01", says = "ADD to epoll -1 or to a closed number: EBADF")
    void badEpoll() {
        var p = pipe();
        for (int epfd : new int[] {-1, closedNumber(), Integer.MAX_VALUE}) {
            refused("ADD to " + epfd, EBADF, k.epollCtl(epfd, ADD, p.r().n, IN, 0));
        }
    }

    @Row(id = "CE-02", says = "ADD, MOD, DEL of fd -1 or a closed number: EBADF")
    void badTarget() {
        var e = epoll();
        for (int fd : new int[] {-1, closedNumber(), Integer.MAX_VALUE}) {
            for (int op : OPS) e.refuses(EBADF, op, fd, IN);
        }
    }

    @Row(id = "CE-03", says = "an epfd that is no epoll: EINVAL for every op")
    void notAnEpoll() {
        var p = pipe();
        for (int op : ANY_OP) {
            refused(Names.op(op), EINVAL, k.epollCtl(p.r().n, op, p.w().n, IN, 0));
        }
    }

    @Row(id = "CE-04", says = "an epoll in itself: EINVAL for every op")
    void itself() {
        var e = epoll();
        for (int op : ANY_OP) e.refuses(EINVAL, op, e, IN);
    }

    @Row(id = "X-CE-05", says = "an epoll in itself through a duplicate: EINVAL as well")
    void itselfThroughDuplicate() {
        var e = epoll();
        var twin = e.dup();
        for (int op : ANY_OP) e.refuses(EINVAL, op, twin, IN);
    }

    @Row(id = "CE-06", says = "unknown ops: EINVAL, whether the fd is registered or not")
    void unknownOp() {
        var e = epoll();
        var v = eventfd(1);
        for (int op : new int[] {-1, 0, 4, 42}) e.refuses(EINVAL, op, v, IN);
        e.add(v, IN);
        for (int op : new int[] {-1, 0, 4, 42}) e.refuses(EINVAL, op, v, IN);
        e.sees(v.is(IN));
    }

    @Row(id = "CE-07", scope = Scope.POINTER, says = "ADD or MOD with a null event: EFAULT")
    void nullEvent() {
        var e = epoll();
        var v = eventfd(0);
        refused("ADD", EFAULT, linux().epollCtl(e.n, ADD, v.n, MemorySegment.NULL));
        e.add(v, IN);
        refused("MOD", EFAULT, linux().epollCtl(e.n, MOD, v.n, MemorySegment.NULL));
    }

    @Row(id = "CE-08", says = "DEL never looks at its event: ENOENT, or 0 if registered")
    void deleteWithoutEvent() {
        var e = epoll();
        var v = eventfd(0);
        e.refuses(ENOENT, DEL, v, 0);
        e.add(v, IN).del(v);
        e.refuses(ENOENT, DEL, v, EXCLUSIVE | ONESHOT);
        if (!onLinux()) return;
        refused("DEL of null", ENOENT, linux().epollCtl(e.n, DEL, v.n, MemorySegment.NULL));
        e.add(v, IN);
        expect("DEL of null", 0, linux().epollCtl(e.n, DEL, v.n, MemorySegment.NULL));
    }

    @Row(id = "CE-10", scope = Scope.POINTER, says = "a null event goes before bad descriptors")
    void nullEventFirst() {
        var e = epoll();
        var v = eventfd(0);
        for (int op : new int[] {ADD, MOD, 42}) {
            refused("epfd", EFAULT, linux().epollCtl(-1, op, v.n, MemorySegment.NULL));
            refused("fd", EFAULT, linux().epollCtl(e.n, op, -1, MemorySegment.NULL));
            refused("both", EFAULT, linux().epollCtl(-1, op, -1, MemorySegment.NULL));
        }
    }

    @Row(id = "CE-11", says = "DEL of a bad fd: EBADF")
    void deleteBad() {
        epoll().refuses(EBADF, DEL, -1, 0);
        epoll().refuses(EBADF, DEL, closedNumber(), 0);
    }

    @Row(id = "X-CE-09", says = "a closed fd goes before an epfd that is no epoll: EBADF")
    void badTargetBeforeKind() {
        var p = pipe();
        refused("ADD", EBADF, k.epollCtl(p.r().n, ADD, closedNumber(), IN, 0));
        refused("op 42", EBADF, k.epollCtl(p.r().n, 42, -1, IN, 0));
    }

    @Row(id = "X-CE-12", says = "same file on both sides goes before everything else: EINVAL")
    void sameFileThatIsNoEpoll() {
        var p = pipe();
        refused("ADD", EINVAL, k.epollCtl(p.r().n, ADD, p.r().n, IN, 0));
        refused("DEL", EINVAL, k.epollCtl(p.r().n, DEL, p.r().n, IN, 0));
    }

    private static final List<String> FILES =
            List.of("/", "/proc/self/exe", "/dev/null", "/dev/zero", "/proc/self/status");

    @Row(
            id = "CE-13",
            scope = Scope.LINUX,
            says = "ADD of a directory, file, memfd, null, zero, /proc file: EPERM")
    void unpollable() {
        var e = epoll();
        for (var path : FILES) e.refuses(EPERM, ADD, file(path, O_RDONLY), IN);
        e.refuses(EPERM, ADD, own(linux().memfdCreate("memfd", 0), "memfd"), IN);
    }

    private Fd file(String path, int flags) {
        return own(linux().open(path, flags, 0), path + " ");
    }

    @Row(
            id = "CE-14",
            scope = Scope.LINUX,
            says = "EPERM goes before the epfd's kind, the op and the registration")
    void unpollableFirst() {
        var e = epoll();
        for (var path : List.of("/", "/proc/self/exe")) {
            var file = file(path, O_RDONLY);
            for (int op : ANY_OP) {
                e.refuses(EPERM, op, file, IN);
                refused("epfd a pipe", EPERM, k.epollCtl(pipe().r().n, op, file.n, IN, 0));
                refused("epfd itself", EPERM, k.epollCtl(file.n, op, file.n, IN, 0));
            }
        }
    }

    @Row(id = "CE-15", scope = Scope.LINUX, says = "ADD of an O_PATH descriptor: EBADF")
    void path() {
        epoll().refuses(EBADF, ADD, file("/", O_PATH), IN);
    }

    @Row(id = "CE-16", scope = Scope.LINUX, says = "a directory as the epoll: EINVAL")
    void directoryAsEpoll() {
        var directory = file("/", O_RDONLY);
        refused("ADD", EINVAL, k.epollCtl(directory.n, ADD, pipe().r().n, IN, 0));
    }

    @Row(id = "CE-18", says = "MOD of what is not registered: ENOENT")
    void modifyAbsent() {
        epoll().refuses(ENOENT, MOD, eventfd(0), IN);
    }

    @Row(id = "CE-19", says = "DEL of what is not registered: ENOENT")
    void deleteAbsent() {
        var e = epoll();
        e.refuses(ENOENT, DEL, eventfd(0), IN);
        e.refuses(ENOENT, DEL, epoll(), IN);
    }

    @Row(id = "X-CE-17", says = "ADD of what is registered: EEXIST, and nothing changes")
    void addTwice() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 7);
        refused("ADD", EEXIST, e.ctl(ADD, v.n, OUT, 8));
        e.sees(new Ev(IN, 7));
    }

    @Row(id = "X-CE-20", says = "DEL twice: the second is ENOENT")
    void deleteTwice() {
        var v = eventfd(1);
        var e = epoll().add(v, IN).del(v);
        e.refuses(ENOENT, DEL, v, 0);
        e.refuses(ENOENT, MOD, v, IN);
        e.seesNothing();
    }

    @Row(id = "CE-21", scope = Scope.POINTER, says = "ADD with an unmapped event: EFAULT")
    void unmapped() {
        var e = epoll();
        refused(
                "ADD",
                EFAULT,
                linux().epollCtl(e.n, ADD, eventfd(0).n, MemorySegment.ofAddress(1)));
    }

    @Row(id = "CE-22", scope = Scope.POINTER, says = "an event at an odd address works")
    void unaligned() {
        var e = epoll();
        var v = eventfd(1);
        int dataAt = Raw.ARM ? 8 : 4;
        try (var arena = Arena.ofConfined()) {
            var event = arena.allocate(32, 16).asSlice(1, 16);
            event.set(ValueLayout.JAVA_INT_UNALIGNED, 0, IN);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, dataAt, 0x123456789abcdef0L);
            expect("ADD", 0, linux().epollCtl(e.n, ADD, v.n, event));
        }
        e.sees(new Ev(IN, 0x123456789abcdef0L));
    }
}
