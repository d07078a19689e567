package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EMFILE;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;

import io.epoll4j.conformance.Scope;
import java.io.IOException;
import java.util.List;

/// Making epolls, and what their descriptors are good for besides.
final class Creating extends Lab {
    private void closeOnExec(boolean expected, Ep e) {
        expect("close-on-exec of " + e, expected ? FD_CLOEXEC : 0, k.fcntl(e.n, F_GETFD, 0));
    }

    private Ep made(String call, int answer) {
        return keep(new Ep(this, ok(call, answer), "e"));
    }

    @Row(id = "CR-01", says = "epoll_create1(0): close-on-exec is off")
    void plain() {
        closeOnExec(false, made("epoll_create1(0)", k.epollCreate1(0)));
    }

    @Row(id = "CR-02", says = "epoll_create1(EPOLL_CLOEXEC), 0x80000: close-on-exec is on")
    void closeOnExec() {
        expect("EPOLL_CLOEXEC", 0x80000, EPOLL_CLOEXEC);
        closeOnExec(true, made("epoll_create1", k.epollCreate1(EPOLL_CLOEXEC)));
    }

    @Row(id = "X-CR-03", says = "epoll_create1 with any other flag: EINVAL")
    void unknownFlags() {
        for (int flags : new int[] {1, O_NONBLOCK, EPOLL_CLOEXEC | 1, -1, ET}) {
            refused("epoll_create1(" + flags + ")", EINVAL, k.epollCreate1(flags));
        }
    }

    @Row(id = "CR-04", says = "epoll_create(0): EINVAL")
    void sizeZero() {
        refused("epoll_create(0)", EINVAL, k.epollCreate(0));
    }

    @Row(id = "CR-05", says = "epoll_create(-1): EINVAL")
    void sizeNegative() {
        refused("epoll_create(-1)", EINVAL, k.epollCreate(-1));
        refused("epoll_create(MIN)", EINVAL, k.epollCreate(Integer.MIN_VALUE));
    }

    @Row(id = "CR-06", says = "epoll_create takes any positive size, which limits nothing")
    void anySize() {
        for (int size = Integer.MAX_VALUE; size > Integer.MAX_VALUE - 17; size--) {
            made("epoll_create(" + size + ")", k.epollCreate(size));
        }
        var e = made("epoll_create(1)", k.epollCreate(1));
        for (int i = 0; i < 5; i++) e.add(eventfd(1), IN);
        e.counts(5);
    }

    @Row(id = "CR-07", says = "epoll_create(n): close-on-exec is always off")
    void sizedNeverClosesOnExec() {
        for (int size : new int[] {1, 2, EPOLL_CLOEXEC}) {
            closeOnExec(false, made("epoll_create(" + size + ")", k.epollCreate(size)));
        }
    }

    @Row(id = "X-CR-08", says = "no descriptor left: EMFILE, and again success after one closes")
    void descriptorLimit() {
        var limits = new long[2];
        ok("getrlimit", k.getrlimit(RLIMIT_NOFILE, limits));
        var last = epoll();
        int refused;
        ok("setrlimit", k.setrlimit(RLIMIT_NOFILE, last.n + 1, limits[1]));
        try {
            refused = k.epollCreate1(0);
        } finally {
            ok("setrlimit", k.setrlimit(RLIMIT_NOFILE, limits[0], limits[1]));
        }
        if (refused >= 0) k.close(refused);
        refused("epoll_create1 at the limit", EMFILE, refused);
        epoll();
    }

    @Row(id = "CR-09", scope = Scope.LINUX, says = "a fresh epoll's status flags are O_RDWR")
    void statusFlags() {
        expect("F_GETFL", O_RDWR, k.fcntl(epoll().n, F_GETFL, 0));
    }

    @Row(id = "CR-10", says = "O_NONBLOCK on an epoll is kept, and a wait sleeps all the same")
    void nonBlocking() {
        var e = epoll();
        ok("F_SETFL", k.fcntl(e.n, F_SETFL, O_NONBLOCK));
        expect("O_NONBLOCK", O_NONBLOCK, k.fcntl(e.n, F_GETFL, 0) & O_NONBLOCK);
        expectTrue("the wait took its 60 ms", milliseconds(() -> e.seesWithin(60)) >= 60);
    }

    @Row(id = "CR-11", says = "2000 rounds of create, wait, close leak nothing")
    void comeAndGo() {
        int first = epoll().n;
        for (int i = 0; i < 2000; i++) {
            var e = new Ep(this, ok("epoll_create1", k.epollCreate1(0)), "e");
            e.seesNothing();
            e.close();
        }
        expectTrue("the next number is near the first", epoll().n <= first + 32);
    }

    @Row(id = "EF-01", scope = Scope.LINUX, says = "read of an epoll: EINVAL")
    void read() {
        refused("read", EINVAL, epoll().tryRead(1));
    }

    @Row(id = "EF-02", scope = Scope.LINUX, says = "write to an epoll: EINVAL")
    void write() {
        refused("write", EINVAL, epoll().tryWrite(1));
    }

    @Row(id = "X-EF-01", says = "read of and write to an epoll: EINVAL, on either kernel")
    void readAndWrite() {
        refused("read", EINVAL, epoll().tryRead(8));
        refused("write", EINVAL, epoll().tryWrite(8));
    }

    @Row(id = "EF-03", scope = Scope.LINUX, says = "lseek of an epoll gives 0, pread ESPIPE")
    void seek() {
        var e = epoll();
        expect("lseek", 0, linux().lseek(e.n, 0, 0));
        refused("pread", ESPIPE, Raw.pread(e.n, scratch(), 1, 0));
    }

    @Row(id = "EF-04", says = "poll of an epoll with nothing ready: 0")
    void pollNothing() {
        var e = epoll().add(pipe().r(), IN);
        e.readable(false);
    }

    @Row(id = "X-EF-05", says = "poll of an epoll with something ready: IN|RDNORM, never OUT")
    void pollReady() {
        var e = epoll().add(eventfd(1), IN);
        e.readable(true);
        expect("poll for OUT", 0, poll(e.n, OUT | WRNORM));
        expect("poll for IN", IN, poll(e.n, IN));
    }

    @Row(id = "EF-06", scope = Scope.LINUX, says = "fdinfo shows the item with ERR and HUP added")
    void fdinfo() throws IOException {
        var p = pipe();
        var e = epoll().add(p.r(), IN, 0xabcdef);
        expect("items", List.of(new Fdinfo("" + p.r().n, "19", "abcdef")), Fdinfo.of(e));
    }

    @Row(id = "EF-07", scope = Scope.LINUX, says = "kcmp(KCMP_EPOLL_TFD) finds an item by number")
    void kcmp() {
        var a = eventfd(0);
        var other = eventfd(0);
        var e = epoll().add(a, IN);
        expect("A's item against its duplicate", 0, Raw.kcmpEpoll(a.dup().n, e.n, a.n));
        expectTrue("A's item against another", Raw.kcmpEpoll(other.n, e.n, a.n) > 0);
        refused("an absent number", ENOENT, Raw.kcmpEpoll(a.n, e.n, closedNumber()));
    }

    @Row(id = "EF-08", says = "an epoll and its duplicate are one")
    void duplicate() {
        var e = epoll();
        var twin = new Ep(this, e.dup().n, "e'");
        var v = eventfd(1);
        e.add(v, IN);
        twin.sees(v.is(IN));
        e.sees(v.is(IN));
        twin.refuses(EEXIST, ADD, v, IN);
    }

    @Row(id = "X-EF-06", says = "an epoll closed while it holds items: later calls EBADF")
    void closedWithItems() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.close();
        refused("epoll_wait", EBADF, e.await(0).answer());
        e.refuses(EBADF, ADD, v, IN);
        v.put(1);
        expect("the source lives on", 2L, v.take());
    }
}
