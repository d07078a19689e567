package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ELOOP;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;

/// Epolls in epolls: loops, and how deep and wide they may go.
final class NestingLimits extends Lab {
    @Row(id = "NE-11", says = "A holds B: A into B is ELOOP")
    void loopOfTwo() {
        var a = epoll();
        var b = epoll();
        a.add(b, IN);
        b.refuses(ELOOP, ADD, a, IN);
    }

    @Row(id = "NE-12", says = "A > B > C: A into C is ELOOP")
    void loopOfThree() {
        var a = epoll();
        var b = epoll();
        var c = epoll();
        a.add(b, IN);
        b.add(c, IN);
        c.refuses(ELOOP, ADD, a, IN);
        a.del(b);
        c.add(a, IN);
    }

    @Row(id = "X-NE-13", says = "a refused loop leaves the link that was there")
    void refusedLoop() {
        var a = epoll();
        var b = epoll();
        a.add(b, IN);
        b.refuses(ELOOP, ADD, a, IN);
        a.refuses(EEXIST, ADD, b, IN);
    }

    @Row(
            id = "NE-14",
            says = "a pipe under 1 to 5 epolls, built upward, is seen on top; the 6th is ELOOP",
            version = "EINVAL before 6.17")
    void upward() {
        var p = pipe();
        var top = epoll().add(p.r(), IN);
        p.w().write(1);
        for (int depth = 2; depth <= 5; depth++) {
            var next = epoll().add(top, IN);
            next.sees(top.is(IN));
            top = next;
        }
        epoll().refuses(ELOOP, ADD, top, IN);
    }

    @Row(
            id = "NE-15",
            says = "epolls only, built upward: five, then ELOOP",
            version = "before 6.17 six")
    void upwardBare() {
        var top = epoll();
        for (int depth = 2; depth <= 5; depth++) top = epoll().add(top, IN);
        epoll().refuses(ELOOP, ADD, top, IN);
    }

    @Row(
            id = "NE-16",
            says = "epolls only, built downward: five, then ELOOP",
            version = "before 6.17 a chain could grow downward")
    void downward() {
        var bottom = chainOf(5).getLast();
        bottom.refuses(ELOOP, ADD, epoll(), IN);
    }

    /// That many epolls, each holding the next, built from the outermost down.
    private List<Ep> chainOf(int depth) {
        var chain = new ArrayList<>(List.of(epoll()));
        while (chain.size() < depth) {
            var next = epoll();
            chain.getLast().add(next, IN);
            chain.add(next);
        }
        return chain;
    }

    @Row(
            id = "X-NE-17",
            says = "two chains that would be too deep together do not join: ELOOP",
            version = "before 6.17 they did")
    void joined() {
        var upper = chainOf(3);
        var lower = chainOf(3);
        upper.getLast().refuses(ELOOP, ADD, lower.getFirst(), IN);
        var two = chainOf(2);
        upper.getLast().add(two.getFirst(), IN);
    }

    @Row(id = "NE-18", says = "a pipe under a full chain of five: seen on top")
    void fullChain() {
        var chain = chainOf(5);
        var p = pipe();
        chain.getLast().add(p.r(), IN);
        chain.getFirst().seesNothing();
        p.w().write(1);
        chain.getFirst().sees(chain.get(1).is(IN));
    }

    @Row(id = "NE-19", says = "one epoll over a source in 500 others; the 501st: EINVAL")
    void paths() {
        room(1000);
        var inner = epoll().add(eventfd(0), IN);
        var outers = Stream.generate(this::epoll).limit(501).toList();
        for (var outer : outers.subList(0, 500)) outer.add(inner, IN);
        outers.getLast().refuses(EINVAL, ADD, inner, IN);
        outers.getFirst().del(inner);
        outers.getLast().add(inner, IN);
    }

    @Row(id = "X-NE-20", says = "without a source below there is no path to count: 501 outers")
    void noSourceNoPaths() {
        room(1000);
        var inner = epoll();
        for (int i = 0; i < 501; i++) epoll().add(inner, IN);
        inner.refuses(EINVAL, ADD, eventfd(0), IN);
    }

    @Row(id = "NE-21", says = "the inner again: EEXIST; through a duplicate: a second item")
    void twice() {
        var inner = epoll();
        var outer = epoll().add(inner, IN);
        outer.refuses(EEXIST, ADD, inner, IN);
        outer.add(inner.dup(), IN);
    }

    @Row(id = "X-NE-22", says = "a source itself may be in any number of epolls: 1200")
    void wide() {
        room(2000);
        var v = eventfd(0);
        var epolls = Stream.generate(this::epoll).limit(1200).toList();
        for (var e : epolls) e.add(v, IN);
        v.put(1);
        for (var e : epolls) e.sees(v.is(IN));
    }

    @Row(id = "NE-23", says = "two threads ADD A to B and B to A: always one success, one ELOOP")
    void racing() throws Exception {
        var barrier = new CyclicBarrier(2);
        for (int round = 0; round < 200; round++) {
            var a = epoll();
            var b = epoll();
            var other =
                    start(
                            "A to B",
                            () -> {
                                barrier.await();
                                return b.ctl(ADD, a.n, IN, 0);
                            });
            barrier.await();
            int mine = a.ctl(ADD, b.n, IN, 0);
            int theirs = other.result();
            expect("both answers", -ELOOP, mine + theirs);
            a.close();
            b.close();
        }
    }

    @Row(id = "X-NE-24", says = "paths of length 3, 4, 5: 100, 50, 10 of each; one more is EINVAL")
    void longerPaths() {
        int[] most = {0, 0, 0, 100, 50, 10};
        for (int length = 3; length <= 5; length++) {
            var below = epoll().add(eventfd(0), IN);
            for (int i = 2; i < length; i++) below = epoll().add(below, IN);
            for (int i = 0; i < most[length]; i++) epoll().add(below, IN);
            epoll().refuses(EINVAL, ADD, below, IN);
        }
    }
}
