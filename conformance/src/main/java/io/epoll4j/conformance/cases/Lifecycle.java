package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.ENOENT;

import io.epoll4j.conformance.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Descriptors that close, are duplicated and reused while epolls hold them. An item's key is the
/// pair of open file description and number.
final class Lifecycle extends Lab {
    /// Puts another object under the number of `fd`, closing what was there.
    private Fd replace(Fd fd, Fd by) {
        var twin = by.dupTo(fd.n);
        fd.forget();
        by.close();
        return twin;
    }

    @Row(id = "FD-01", says = "a readable fd that is closed is no longer reported")
    void closed() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.sees(v.is(IN));
        v.close();
        e.seesNothing();
        e.readable(false);
    }

    @Row(id = "FD-02", says = "DEL or MOD of a closed fd: EBADF")
    void changeClosed() {
        var v = eventfd(1).dupTo(closedNumber());
        var e = epoll().add(v, IN);
        v.close();
        e.refuses(EBADF, DEL, v.n, 0);
        e.refuses(EBADF, MOD, v.n, IN);
    }

    @Row(id = "FD-03", says = "DEL of a number that another object has now: ENOENT")
    void deleteReused() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        replace(v, pipe().r());
        e.refuses(ENOENT, DEL, v.n, 0);
    }

    @Row(id = "FD-04", says = "a reused number can be added anew, and reports its new object")
    void addReused() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 1);
        var p = pipe();
        var reused = replace(v, p.r());
        e.add(reused, IN, 2);
        e.seesNothing();
        p.w().write(1);
        e.sees(new Ev(IN, 2));
    }

    @Row(id = "FD-05", says = "an item lives while any duplicate of its file does")
    void duplicateLives() {
        var v = eventfd(0);
        var e = epoll().add(v, IN, 42);
        var twin = v.dup();
        v.close();
        twin.put(1);
        e.sees(new Ev(IN, 42));
    }

    @Row(
            id = "X-FD-06",
            says = "its number closed, the item can't be reached: EBADF, but it reports")
    void unreachable() {
        var v = eventfd(1).dupTo(closedNumber());
        var e = epoll().add(v, IN, 42);
        var twin = v.dup();
        v.close();
        e.refuses(EBADF, DEL, v.n, 0);
        e.refuses(ENOENT, DEL, twin, 0);
        e.sees(new Ev(IN, 42));
    }

    @Row(id = "FD-07", says = "a duplicate put back under the number reaches the item: DEL is 0")
    void putBack() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        var twin = v.dup();
        v.close();
        e.del(twin.dupTo(v.n));
        e.seesNothing();
    }

    @Row(id = "X-FD-08", says = "a number reused under a live item: both report, keys differ")
    void oldAndNew() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 1);
        v.dup();
        var reused = replace(v, eventfd(1));
        e.add(reused, IN, 2);
        e.sees(new Ev(IN, 1), new Ev(IN, 2));
        e.refuses(EEXIST, ADD, reused, IN);
    }

    @Row(id = "X-FD-09", says = "dup2 over a registered number removes its item")
    void overwritten() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        replace(v, pipe().r());
        e.seesNothing();
    }

    @Row(id = "FD-10", says = "the last duplicate closed: the item is gone")
    void lastClosed() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        var twin = v.dup();
        v.close();
        e.counts(1);
        twin.close();
        e.seesNothing();
    }

    @Row(id = "X-FD-11", says = "a file that is closed leaves every epoll it was in")
    void leavesAll() {
        var v = eventfd(1);
        var epolls = List.of(epoll().add(v, IN), epoll().add(v, IN | ET), epoll().add(v, IN));
        v.close();
        for (var e : epolls) e.seesNothing();
    }

    @Row(id = "FD-12", says = "two ready, one fetched, the other closed: it never shows up")
    void closedInBatch() {
        var a = eventfd(1);
        var b = eventfd(1);
        var e = epoll().add(a, IN).add(b, IN);
        e.seesUpTo(1, a.is(IN));
        b.close();
        e.sees(a.is(IN));
    }

    @Row(id = "FD-13", says = "an epoll lives until its last duplicate closes; then EBADF")
    void epollDuplicate() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        var twin = new Ep(this, e.dup().dupTo(closedNumber()).n, "e'");
        e.close();
        twin.sees(v.is(IN));
        k.close(twin.n);
        refused("wait", EBADF, twin.await(0).answer());
    }

    @Row(id = "X-FD-14", says = "closing the other end is an event, closing one's own is none")
    void ownAndOther() {
        var one = stream();
        var two = stream();
        var e = epoll().add(one.a(), IN).add(two.a(), IN);
        one.b().close();
        two.a().close();
        e.sees(one.a().is(IN | HUP));
    }

    @Row(
            id = "FD-15",
            scope = Scope.LINUX,
            says = "a forked table: its close leaves the parent's item, its DEL takes it")
    void forked() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        asChild(() -> k.close(v.n));
        e.sees(v.is(IN));
        asChild(() -> k.close(e.n));
        e.sees(v.is(IN));
        asChild(() -> e.ctl(DEL, v.n, 0, 0));
        e.seesNothing();
    }

    /// Runs on a thread with a descriptor table of its own, as a forked child would have it.
    private void asChild(Callable<Integer> work) {
        var child =
                start(
                        "child",
                        () -> {
                            long unshared = Raw.unshareFiles();
                            return unshared < 0 ? (int) unshared : work.call();
                        });
        expect("the child's call", 0, (long) child.result());
    }

    @Row(id = "X-FD-16", says = "a closed and a living item in one epoll: only the living reports")
    void amongOthers() {
        var fds = new ArrayList<Fd>();
        for (int i = 0; i < 20; i++) fds.add(eventfd(1));
        var e = epoll();
        for (var fd : fds) e.add(fd, IN);
        for (int i = 0; i < 20; i += 2) fds.get(i).close();
        e.counts(10);
    }

    @Row(id = "FD-17", says = "the only fd closes under a waiter: 0 at the deadline")
    void closedUnderWaiter() {
        var v = eventfd(0);
        var waiter = waiter(epoll().add(v, IN), 8, 200);
        v.close();
        expect("waiter", 0, waiter.result().answer());
    }

    @Row(id = "FD-18", says = "an fd removed under a waiter and then written: 0 at the deadline")
    void removedUnderWaiter() {
        var v = eventfd(0);
        var e = epoll().add(v, IN);
        var waiter = waiter(e, 8, 200);
        e.del(v);
        v.put(1);
        expect("waiter", 0, waiter.result().answer());
    }

    @Row(id = "FD-19", says = "five datagram sockets, closed one by one: EBADF, no further events")
    void oneByOne() {
        int[] masks = {IN, IN, OUT, OUT | ONESHOT, 0};
        var e = epoll();
        var fds = new ArrayList<Fd>();
        for (int mask : masks) {
            var fd = datagram().a().dupTo(closedNumber() - fds.size() - 1);
            e.add(fd, mask);
            fds.add(fd);
        }
        e.counts(2);
        for (var fd : fds) {
            fd.close();
            e.refuses(EBADF, DEL, fd.n, 0);
        }
    }

    @Row(id = "FD-20", says = "100 pipes in two epolls each, once through a passing duplicate")
    void throughDuplicates() {
        var one = epoll();
        var two = epoll();
        var pipes = new ArrayList<Pipe>();
        for (int i = 0; i < 100; i++) {
            var p = pipe();
            one.add(p.r(), IN, i);
            var twin = p.r().dup();
            two.add(twin, IN, i);
            twin.close();
            pipes.add(p);
        }
        for (int i = 0; i < 100; i++) {
            pipes.get(i).w().write(1);
            one.sees(new Ev(IN, i));
            two.sees(new Ev(IN, i));
            pipes.get(i).r().read(1);
        }
    }

    @Row(id = "X-FD-21", says = "one's own end closed with its duplicate alive: events go on")
    void phantom() {
        var p = pipe();
        var e = epoll().add(p.r(), IN, 7);
        p.r().dup();
        p.r().close();
        p.w().write(1);
        e.sees(new Ev(IN, 7));
        p.w().close();
        e.sees(new Ev(IN | HUP, 7));
    }
}
