package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;

import io.epoll4j.conformance.Mismatch;
import java.lang.foreign.ValueLayout;

/// A descriptor of a case: its number, its name in messages, and the calls on it, which must
/// succeed.
class Fd {
    final Lab lab;
    final int n;
    final String name;
    private boolean open = true;

    Fd(Lab lab, int n, String name) {
        this.lab = lab;
        this.n = n;
        this.name = name;
    }

    /// The event with these bits and this descriptor's number as data.
    Ev is(int mask) {
        return new Ev(mask, n);
    }

    /// Writes so many bytes, all of which must be taken.
    void write(int bytes) {
        lab.expect("write(" + name + ", " + bytes + ")", bytes, tryWrite(bytes));
    }

    long tryWrite(int bytes) {
        return lab.k.write(n, lab.scratch(), 0, bytes);
    }

    /// Reads at most that many bytes; as many must come.
    void read(int bytes) {
        lab.expect("read(" + name + ", " + bytes + ")", bytes, tryRead(bytes));
    }

    long tryRead(int bytes) {
        return lab.k.read(n, lab.scratch(), 0, bytes);
    }

    /// Writes 8 bytes: adds to an eventfd's counter.
    void put(long value) {
        lab.expect("write(" + name + ", counter " + value + ")", 8, tryPut(value));
    }

    long tryPut(long value) {
        lab.scratch().set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        return tryWrite(8);
    }

    /// Reads 8 bytes: an eventfd's counter or a timerfd's expirations.
    long take() {
        read(8);
        return lab.scratch().get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /// Reads until there is no more (EAGAIN, or the end).
    long drain() {
        long sum = 0;
        for (; ; ) {
            long n = tryRead(4096);
            if (n == -EAGAIN || n == 0) return sum;
            if (n < 0) throw new Mismatch("read(" + name + ")", "bytes", Names.answer(n));
            sum += n;
        }
    }

    /// Writes blocks of that size until one is refused with EAGAIN; answers how many were taken.
    int fill(int block) {
        for (int i = 0; ; i++) {
            long n = tryWrite(block);
            if (n == -EAGAIN) return i;
            if (n <= 0) throw new Mismatch("write(" + name + ")", "-EAGAIN", Names.answer(n));
        }
    }

    /// A duplicate, under the lowest free number.
    Fd dup() {
        return lab.keep(new Fd(lab, lab.ok("dup(" + name + ")", lab.k.dup(n)), name + "'"));
    }

    /// A duplicate under a number of one's choice.
    Fd dupTo(int number) {
        int got = lab.ok("dup3(" + name + ", " + number + ")", lab.k.dup3(n, number, 0));
        return lab.keep(new Fd(lab, got, name + "'"));
    }

    void close() {
        open = false;
        lab.expect("close(" + name + ")", 0, lab.k.close(n));
    }

    /// Says that this number now belongs to another.
    void forget() {
        open = false;
    }

    void closeIfOpen() {
        if (open) lab.k.close(n);
        open = false;
    }

    /// What poll(2) says of it, asked for everything, without waiting.
    int polled() {
        return lab.poll(n, Lab.EVERY_POLL_BIT);
    }

    /// poll(2) must say exactly that.
    void polls(int mask) {
        lab.expect("poll(" + name + ")", Names.mask(mask), Names.mask(polled()));
    }

    @Override
    public String toString() {
        return name;
    }
}
