package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// select(2) and ppoll(2) (fs/select.c).
final class Selecting extends Wire {
    private static final long MILLI = 1_000;

    private static FdSet set(Fd... fds) {
        var set = new FdSet();
        for (var fd : fds) set.add(fd.n);
        return set;
    }

    private void expectSet(String what, FdSet set, Fd... fds) {
        var others = new FdSet();
        for (var fd : fds) others.add(fd.n);
        for (int n = 0; n < set.size(); n++) expect(what, others.contains(n), set.contains(n));
    }

    @Row(id = "X-SEL-01", says = "a number counts once for each set it stays in; the rest leave")
    void counting() {
        var s = stream();
        var p = pipe();
        s.a().write(1);
        var in = set(s.b(), s.a(), p.r());
        var out = set(s.b(), p.w(), p.r());
        var other = set(s.b());
        expect("select", 3, k.select(FdSet.FD_SETSIZE, in, out, other, 0));
        expectSet("readable", in, s.b());
        expectSet("writable", out, s.b(), p.w());
        expectSet("exceptional", other);
        expect("no sets", 0, k.select(FdSet.FD_SETSIZE, null, null, null, 0));
    }

    @Row(id = "X-SEL-02", says = "HUP is readable, ERR readable and writable, PRI exceptional")
    void bits() {
        var p = pipe();
        p.w().close();
        var in = set(p.r());
        expect("a pipe's end", 1, k.select(p.r().n + 1, in, null, set(p.r()), 0));
        expectSet("readable", in, p.r());
        var q = pipe();
        q.r().close();
        expect("nobody reads", 2, k.select(q.w().n + 1, set(q.w()), set(q.w()), set(q.w()), 0));
        var s = stream();
        sendUrgent(s.a());
        expect("urgent", 1, k.select(s.b().n + 1, null, null, set(s.b()), 0));
    }

    @Row(id = "X-SEL-03", says = "a closed number: EBADF, unless nfds ends before; sets stay")
    void closed() {
        var v = eventfd(1);
        int gone = closedNumber();
        var in = set(v);
        in.add(gone);
        refused("select", EBADF, k.select(gone + 1, in, null, null, 0));
        expectTrue("both stay", in.contains(gone) && in.contains(v.n));
        expect("nfds before it", 1, k.select(gone, in, null, null, 0));
        expect("not looked at, but its word was written", gone % 64 == 0, in.contains(gone));
        refused("negative", EINVAL, k.select(-1, in, null, null, 0));
        refused("more than there is", EFAULT, k.select(1025, in, null, null, 0));
    }

    @Row(id = "X-SEL-04", says = "select waits for its time, or until something is there")
    void waiting() {
        var v = eventfd(0);
        long time =
                milliseconds(
                        () -> expect("time", 0, k.select(v.n + 1, set(v), null, null, 20 * MILLI)));
        expectTrue(time + " ms", time >= 20);
        var waiter = start("select", () -> (long) k.select(v.n + 1, set(v), null, null, -1));
        waiter.untilAsleep();
        v.put(1);
        returns(1, waiter);
    }

    @Row(id = "X-PO-20", says = "ppoll is poll with a timespec, which is checked first, and stays")
    void ppoll() {
        var v = eventfd(0);
        var fds = new PollFds(1);
        fds.set(0, v.n, IN);
        var limit = Timespec.allocate();
        Timespec.set(limit, 20 * MILLI * 1_000);
        var none = MemorySegment.NULL;
        long time = milliseconds(() -> expect("ppoll", 0, k.ppoll(fds, 1, limit, none)));
        expectTrue(time + " ms", time >= 20);
        expect("the limit stays", 20 * MILLI * 1_000, Timespec.toNanos(limit));
        var waiter = start("ppoll", () -> (long) k.ppoll(fds, 1, none, none)).untilAsleep();
        v.put(1);
        returns(1, waiter);
        expect("revents", IN, fds.revents(0));
        Timespec.set(limit, 0, -1);
        refused("a bad limit", EINVAL, k.ppoll(fds, 2, limit, none));
        Timespec.set(limit, 0);
        refused("beyond the array", EFAULT, k.ppoll(fds, 2, limit, none));
    }
}
