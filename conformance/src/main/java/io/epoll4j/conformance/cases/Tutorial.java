package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.FdSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where a widespread tutorial on epoll errs, shown by what kernels do. `docs/eventpoll.md` refers
/// to these.
final class Tutorial extends Lab {
    @Row(
            id = "TUT-01",
            scope = Scope.LINUX,
            says = "epoll maps no memory: /proc/self/maps holds nothing of an epoll in use")
    void mapsNoMemory() throws IOException {
        var e = epoll();
        for (int i = 0; i < 50; i++) e.add(eventfd(1), IN);
        e.counts(50);
        expect("mappings of an epoll", List.of(), mapped("eventpoll"));
        expectTrue("the list of mappings is there", !mapped("libc").isEmpty());
    }

    private static List<String> mapped(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(name)).toList();
        }
    }

    @Row(
            id = "TUT-02",
            scope = Scope.LINUX,
            says = "an epoll can't be mapped: mmap of its descriptor is ENODEV")
    void cannotBeMapped() {
        // PROT_READ, MAP_SHARED
        long answer = Raw.call(9, 222, 0, 4096, 1, 1, epoll().n, 0);
        refused("mmap", io.epoll4j.sys.Errno.ENODEV, answer);
    }

    @Row(
            id = "TUT-03",
            says = "bytes unread under ET are not lost: only their notice does not come again")
    void unreadBytesStay() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(10);
        e.sees(p.r().is(IN));
        p.r().read(4);
        e.seesNothing();
        expect("bytes still there", 6, p.r().tryRead(100));
    }

    @Row(
            id = "TUT-04",
            says = "unread bytes under ET are told of again by MOD, or with the next write")
    void noticeComesAgain() {
        var s = stream();
        var e = epoll().add(s.a(), IN | ET);
        s.b().write(10);
        e.sees(s.a().is(IN));
        s.a().read(4);
        e.seesNothing();
        e.mod(s.a(), IN | ET);
        e.sees(s.a().is(IN));
        s.b().write(1);
        e.sees(s.a().is(IN));
        expect("all of it", 7, s.a().tryRead(100));
    }

    @Row(
            id = "TUT-05",
            says = "ET works on a blocking descriptor as well; only its reader may block")
    void edgeOnBlocking() {
        var p = pipe(0);
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        e.sees(p.r().is(IN));
        p.r().read(1);
        e.seesNothing();
    }

    @Row(
            id = "TUT-06",
            says = "size is ignored, since 2.6.8 (not \"2.68\"), but must be positive",
            version = "before 2.6.8 it sized a hash table")
    void sizeIsIgnored() {
        var e = keep(new Ep(this, ok("epoll_create(1)", k.epollCreate(1)), "e"));
        for (int i = 0; i < 100; i++) e.add(eventfd(1), IN);
        e.counts(100, 200);
        refused("epoll_create(0)", EINVAL, k.epollCreate(0));
    }

    @Row(
            id = "TUT-07",
            scope = Scope.LINUX,
            says = "select's FD_SETSIZE is 1024, not 2048; the kernel itself takes larger sets")
    void selectLimit() {
        expect("FD_SETSIZE", 1024, FdSet.FD_SETSIZE);
        room(1600);
        var high = eventfd(1).dupTo(1500);
        var set = new FdSet(2048);
        set.add(high.n);
        expect("select beyond 1024", 1, linux().select(high.n + 1, set, null, null, 0));
        expectTrue("it is set", set.contains(high.n));
    }

    @Row(id = "TUT-08", says = "timeout 0 does not always return 0: what is ready is returned")
    void noTimeReturnsEvents() {
        var v = eventfd(1);
        epoll().add(v, IN).sees(v.is(IN));
    }

    @Row(id = "TUT-09", says = "EPOLLHUP is no sign of one's own end only: a pipe's reader gets it")
    void hangUpOfTheOther() {
        var p = pipe();
        var e = epoll().add(p.r(), 0);
        p.w().close();
        e.sees(p.r().is(HUP));
    }

    @Row(
            id = "TUT-10",
            says = "an edge is not 0 to 1 only: each write with data already there is one")
    void edgeIsAWakeUp() {
        var v = eventfd(5);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        v.put(1);
        e.sees(v.is(IN));
    }
}
