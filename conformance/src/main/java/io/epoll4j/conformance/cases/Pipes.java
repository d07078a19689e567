package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EBUSY;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_GETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.F_SETPIPE_SZ;
import static io.epoll4j.sys.FileFlags.O_CLOEXEC;
import static io.epoll4j.sys.FileFlags.O_DIRECT;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDONLY;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileFlags.O_WRONLY;

import java.lang.foreign.Arena;

/// How much a pipe takes, in which portions, and when that makes an end ready (pipe(7), fs/pipe.c).
final class Pipes extends Lab {
    private static final int PAGE = 4096;
    private static final int DEFAULT = 16 * PAGE;

    private int resize(Fd end, int bytes) {
        return k.fcntl(end.n, F_SETPIPE_SZ, bytes);
    }

    private int size(Fd end) {
        return k.fcntl(end.n, F_GETPIPE_SZ, 0);
    }

    @Row(
            id = "X-PI-01",
            says = "a pipe holds 64 KiB, and either end says so; what is no pipe: EBADF")
    void capacity() {
        var p = pipe();
        expect("reader", DEFAULT, size(p.r()));
        expect("writer", DEFAULT, size(p.w()));
        refused("eventfd", EBADF, size(eventfd(0)));
        refused("resize of an epoll", EBADF, resize(epoll(), PAGE));
        refused("resize of a socket", EBADF, resize(stream().a(), PAGE));
        p.w().write(DEFAULT);
        refused("one byte more", EAGAIN, p.w().tryWrite(1));
    }

    @Row(id = "X-PI-02", says = "a pipe's size is rounded up to a power of two of pages")
    void rounding() {
        var p = pipe();
        int[][] sizes = {{1, PAGE}, {0, PAGE}, {PAGE + 1, 2 * PAGE}, {70_000, 1 << 17}};
        for (int[] pair : sizes) {
            expect("resize to " + pair[0], pair[1], resize(p.w(), pair[0]));
            expect("size", pair[1], size(p.r()));
        }
    }

    @Row(id = "X-PI-03", says = "a size that cannot be: EINVAL; one below what is in use: EBUSY")
    void badSizes() {
        var p = pipe();
        refused("-1", EINVAL, resize(p.r(), -1));
        refused("2^31 + 1", EINVAL, resize(p.r(), Integer.MIN_VALUE + 1));
        p.w().write(2 * PAGE + 1);
        refused("two pages for three", EBUSY, resize(p.r(), 2 * PAGE));
        expect("four pages for three", 4 * PAGE, resize(p.r(), 4 * PAGE));
        expect("nothing is lost", 2L * PAGE + 1, p.r().drain());
    }

    @Row(
            id = "X-PI-04",
            says = "a full pipe that grows is an edge for OUT, and one that shrinks is none")
    void growing() {
        var p = pipe();
        p.w().fill(PAGE);
        var e = epoll().add(p.w(), OUT | ET);
        e.seesNothing();
        expect("grown", 2 * DEFAULT, resize(p.w(), 2 * DEFAULT));
        e.sees(p.w().is(OUT));
        expect("shrunk", DEFAULT, resize(p.w(), DEFAULT));
        e.seesNothing();
        p.w().polls(0);
    }

    @Row(
            id = "X-PI-05",
            says = "a pipe of one page with a byte in it is not OUT, and takes more all the same")
    void onePage() {
        var p = pipe();
        resize(p.w(), PAGE);
        var e = epoll().add(p.w(), OUT);
        p.w().write(1);
        e.seesNothing();
        p.w().write(PAGE - 1);
        refused("a full page", EAGAIN, p.w().tryWrite(1));
        p.r().read(PAGE - 1);
        e.seesNothing();
        p.r().read(1);
        e.sees(p.w().is(OUT));
    }

    @Row(id = "X-PI-06", says = "a write of more than there is room for is taken in part")
    void partial() {
        var p = pipe();
        var big = Arena.ofAuto().allocate(DEFAULT + 2 * PAGE);
        expect("all it holds", DEFAULT, k.write(p.w().n, big, 0, big.byteSize()));
        p.r().read(PAGE);
        expect("the page that was read", PAGE, p.w().tryWrite(2 * PAGE));
        refused("full", EAGAIN, p.w().tryWrite(PAGE));
    }

    @Row(
            id = "X-PI-07",
            says =
                    "a small write goes behind the last one if it fits there whole, else it needs a"
                            + " page")
    void merging() {
        var p = pipe();
        resize(p.w(), PAGE);
        p.w().write(4000);
        refused("100 where 96 fit", EAGAIN, p.w().tryWrite(100));
        p.w().write(96);
        p.r().read(PAGE);
        p.w().write(2000);
        expect("what exceeds a page is tried first", 904, p.w().tryWrite(PAGE + 904));
        expect("in all", 2904L, p.r().drain());
    }

    @Row(
            id = "X-PI-08",
            says = "O_DIRECT: a read takes one packet, and what it does not take is gone")
    void packets() {
        var p = pipe(O_NONBLOCK | O_DIRECT);
        for (int i = 0; i < 2; i++) p.w().write(10);
        expect("one packet", 10, p.r().tryRead(100));
        expect("the head of one", 4, p.r().tryRead(4));
        refused("its rest", EAGAIN, p.r().tryRead(100));
        p.w().write(PAGE + 904);
        expect("first page", PAGE, p.r().tryRead(2 * PAGE));
        expect("second", 904, p.r().tryRead(2 * PAGE));
    }

    @Row(
            id = "X-PI-09",
            says =
                    "O_DIRECT switched on later is for new pages: a byte stream before it still"
                            + " grows")
    void packetsLater() {
        var p = pipe();
        p.w().write(10);
        expect("F_SETFL", 0, k.fcntl(p.w().n, F_SETFL, O_DIRECT | O_NONBLOCK));
        expect("flags", O_WRONLY | O_DIRECT | O_NONBLOCK, k.fcntl(p.w().n, F_GETFL, 0));
        p.w().write(20);
        expect("behind what was there", 30, p.r().tryRead(100));
        p.w().write(30);
        p.w().write(5);
        expect("a packet", 30, p.r().tryRead(100));
        expect("the next", 5, p.r().tryRead(100));
    }

    @Row(id = "X-PI-10", says = "the wrong end: EBADF, whatever the length")
    void wrongEnd() {
        var p = pipe();
        for (int length : new int[] {0, 1}) {
            refused("write to the reader", EBADF, p.r().tryWrite(length));
            refused("read from the writer", EBADF, p.w().tryRead(length));
        }
    }

    @Row(id = "X-PI-11", says = "no bytes: 0, from an empty pipe and to a broken one")
    void noBytes() {
        var p = pipe();
        expect("read", 0, p.r().tryRead(0));
        p.r().close();
        expect("write", 0, p.w().tryWrite(0));
        refused("write of one", EPIPE, p.w().tryWrite(1));
    }

    @Row(id = "X-PI-12", says = "pipe2: flags are for both ends; an unknown one: EINVAL")
    void flags() {
        var p = pipe(O_NONBLOCK | O_CLOEXEC);
        expect("reader", O_RDONLY | O_NONBLOCK, k.fcntl(p.r().n, F_GETFL, 0));
        expect("writer", O_WRONLY | O_NONBLOCK, k.fcntl(p.w().n, F_GETFL, 0));
        expect("close-on-exec", FD_CLOEXEC, k.fcntl(p.r().n, F_GETFD, 0));
        expect("close-on-exec", FD_CLOEXEC, k.fcntl(p.w().n, F_GETFD, 0));
        refused("O_RDWR", EINVAL, k.pipe2(new int[2], O_RDWR));
        refused("0x1", EINVAL, k.pipe2(new int[2], 1));
    }

    @Row(
            id = "X-PI-13",
            says = "a blocked reader gets what is written, and 0 once the writer closes")
    void blockedReader() {
        var p = pipe(0);
        var reader = start("reader", () -> p.r().tryRead(100)).untilAsleep();
        p.w().write(3);
        returns(3L, reader);
        var second = start("second", () -> p.r().tryRead(100)).untilAsleep();
        p.w().close();
        returns(0L, second);
    }

    @Row(
            id = "X-PI-14",
            says = "a blocked writer goes on as pages are read, and returns when all is written")
    void blockedWriter() {
        var p = pipe(0);
        var big = Arena.ofAuto().allocate(DEFAULT + 2 * PAGE);
        var writer = start("writer", () -> k.write(p.w().n, big, 0, big.byteSize())).untilAsleep();
        p.r().read(PAGE);
        writer.untilAsleep();
        p.r().read(PAGE);
        returns(big.byteSize(), writer);
    }

    @Row(id = "X-PI-15", says = "a blocked writer whose reader closes: what it wrote, then EPIPE")
    void brokenWriter() {
        var p = pipe(0);
        var big = Arena.ofAuto().allocate(DEFAULT + PAGE);
        var writer = start("writer", () -> k.write(p.w().n, big, 0, big.byteSize())).untilAsleep();
        p.r().close();
        returns((long) DEFAULT, writer);
        refused("more", EPIPE, p.w().tryWrite(1));
    }

    @Row(id = "X-PI-16", says = "two blocked readers: a write of one byte lets one go")
    void twoReaders() {
        var p = pipe(0);
        var a = start("a", () -> p.r().tryRead(1)).untilAsleep();
        var b = start("b", () -> p.r().tryRead(1)).untilAsleep();
        p.w().write(1);
        returned();
        expectTrue("one is back", a.done() != b.done());
        p.w().write(1);
        expect("bytes", 2, (long) a.result() + b.result());
    }

    @Row(id = "X-PI-17", says = "a write tells a thread in read and an epoll's waiter both")
    void readerAndEpoll() {
        var p = pipe(0);
        var e = epoll().add(p.r(), IN | ET);
        var reader = start("reader", () -> p.r().tryRead(1)).untilAsleep();
        p.w().write(2);
        returns(1L, reader);
        e.sees(p.r().is(IN));
    }

    @Row(id = "X-PI-18", says = "O_NONBLOCK set on one's own end leaves the other's alone")
    void nonblock() {
        var p = pipe(0);
        expect("F_SETFL", 0, k.fcntl(p.r().n, F_SETFL, O_NONBLOCK));
        refused("read", EAGAIN, p.r().tryRead(1));
        expect("writer", O_WRONLY, k.fcntl(p.w().n, F_GETFL, 0));
    }
}
