package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.EFD_SEMAPHORE;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.F_SETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;

import io.epoll4j.sys.IoVec;
import java.lang.foreign.ValueLayout;

/// What eventfds count, and whom that wakes (eventfd(2), fs/eventfd.c).
final class Counters extends Lab {
    @Row(
            id = "X-EV-01",
            says = "the first value is unsigned, flags are kept, an unknown one: EINVAL")
    void making() {
        expect("2^32 - 1", 0xffff_ffffL, eventfd(-1).take());
        expect("flags", O_RDWR | O_NONBLOCK, k.fcntl(eventfd(0).n, F_GETFL, 0));
        refused("flag 2", EINVAL, k.eventfd(0, 2));
        refused("semaphore and flag 4", EINVAL, k.eventfd(0, EFD_SEMAPHORE | 4));
    }

    @Row(id = "X-EV-02", says = "writes add up, a write of 0 adds none and is an edge")
    void adding() {
        var v = eventfd(3);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        v.put(4);
        e.sees(v.is(IN));
        v.put(0);
        e.sees(v.is(IN));
        expect("sum", 7, v.take());
        v.put(0);
        e.seesNothing();
    }

    @Row(
            id = "X-EV-03",
            says = "a write that would reach 2^64-1 is refused whole: EAGAIN; OUT says room for 1")
    void overflow() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | OUT | ERR);
        v.put(-3);
        e.sees(v.is(IN | OUT));
        refused("2 more", EAGAIN, v.tryPut(2));
        expect("1 more", 8, v.tryPut(1));
        e.sees(v.is(IN));
        refused("and 1 more", EAGAIN, v.tryPut(1));
        expect("the maximum", -2, v.take());
        e.sees(v.is(OUT));
    }

    @Row(
            id = "X-EV-04",
            says = "a buffer longer than 8 bytes is read into, one of 7 is refused, 0 too")
    void sizes() {
        var v = eventfd(9);
        refused("read of 7", EINVAL, v.tryRead(7));
        refused("read of 0", EINVAL, v.tryRead(0));
        refused("write of 0", EINVAL, v.tryWrite(0));
        expect("read of 64", 8, v.tryRead(64));
        expect("value", 9, scratch().get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
        refused("a size goes before EAGAIN", EINVAL, v.tryRead(7));
    }

    @Row(
            id = "X-EV-05",
            says = "readv fills both halves; to writev each part is a write of its own")
    void vectors() {
        var v = eventfd(0);
        var parts = new IoVec(2);
        scratch().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 3L);
        parts.set(0, scratch(), 0, 4);
        parts.set(1, scratch(), 4, 4);
        refused("writev of halves", EINVAL, k.writev(v.n, parts, 2));
        scratch().set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 0x1_0000_0000L);
        parts.set(0, scratch(), 0, 8);
        parts.set(1, scratch(), 8, 8);
        expect("writev of two values", 16, k.writev(v.n, parts, 2));
        parts.set(0, scratch(), 100, 3);
        parts.set(1, scratch(), 103, 5);
        expect("readv", 8, k.readv(v.n, parts, 2));
        expect("value", 0x1_0000_0003L, scratch().get(ValueLayout.JAVA_LONG_UNALIGNED, 100));
        parts.set(0, scratch(), 0, 8);
        parts.set(1, scratch(), 8, 4);
        expect("one value and a half", 8, k.writev(v.n, parts, 2));
        expect("value", 3, v.take());
    }

    @Row(
            id = "X-EV-06",
            says = "a blocked reader gets the sum, a blocked writer goes on once there is room")
    void blocking() {
        var v = eventfd(0, 0);
        var reader = start("reader", v::take).untilAsleep();
        v.put(6);
        returns(6, reader);
        v.put(-2);
        var writer = start("writer", () -> v.tryPut(5)).untilAsleep();
        expect("taken", -2, v.take());
        returns(8, writer);
        expect("counter", 5, v.take());
    }

    @Row(id = "X-EV-07", says = "a blocked writer and an epoll for OUT: a read tells both")
    void writerAndEpoll() {
        var v = eventfd(0, 0);
        v.put(-2);
        var e = epoll().add(v, OUT | ET);
        e.seesNothing();
        var writer = start("writer", () -> v.tryPut(1)).untilAsleep();
        expect("taken", -2, v.take());
        returns(8, writer);
        e.sees(v.is(OUT));
    }

    @Row(id = "X-EV-08", says = "a semaphore of 3 lets three of four blocked readers go, one each")
    void semaphoreReaders() {
        var v = eventfd(0, EFD_SEMAPHORE);
        for (int i = 0; i < 4; i++) start("reader " + i, v::take).untilAsleep();
        v.put(3);
        expect("done", 3, finished());
        v.put(1);
        expect("done", 4, finished());
    }

    @Row(
            id = "X-EV-09",
            says = "a semaphore under LT is reported until it is 0, each read an edge for OUT")
    void semaphoreEvents() {
        var v = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
        var lt = epoll().add(v, IN);
        var et = epoll().add(v, OUT | ET);
        et.sees(v.is(OUT));
        for (int i = 0; i < 2; i++) {
            lt.sees(v.is(IN));
            v.take();
            et.sees(v.is(OUT));
        }
        lt.seesNothing();
        refused("read", EAGAIN, v.tryRead(8));
        et.seesNothing();
    }

    @Row(id = "X-EV-10", says = "O_NONBLOCK can be taken away and given back")
    void nonblock() {
        var v = eventfd(0);
        expect("F_SETFL", 0, k.fcntl(v.n, F_SETFL, 0));
        var reader = start("reader", v::take).untilAsleep();
        v.put(1);
        returns(1, reader);
        expect("F_SETFL", 0, k.fcntl(v.n, F_SETFL, O_NONBLOCK));
        refused("read", EAGAIN, v.tryRead(8));
    }

    @Row(id = "X-EV-11", says = "a buffer that ends too early: EFAULT, and the counter stays")
    void badBuffer() {
        var v = eventfd(5);
        refused("read", EFAULT, k.read(v.n, scratch(), scratch().byteSize() - 4, 8));
        refused("write", EFAULT, k.write(v.n, scratch(), scratch().byteSize() - 4, 8));
        expect("counter", 5, v.take());
    }

    @Row(
            id = "X-EV-12",
            says = "reading through one duplicate is seen by the other, and by either's item")
    void duplicates() {
        var v = eventfd(1);
        var copy = v.dup();
        var e = epoll().add(v, IN).add(copy, IN);
        e.sees(v.is(IN), copy.is(IN));
        expect("value", 1, copy.take());
        e.seesNothing();
        refused("read", EAGAIN, v.tryRead(8));
    }
}
