package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What ADD, MOD and DEL do when they succeed.
final class CtlSemantics extends Lab {
    @Row(id = "CM-01", says = "reader and writer of a pipe, modified and removed: bits exact")
    void pipeStory() {
        var p = pipe();
        var e = epoll().add(p.r(), IN).add(p.w(), IN);
        p.w().write(1);
        e.sees(p.r().is(IN));
        e.mod(p.w(), OUT);
        e.sees(p.r().is(IN), p.w().is(OUT));
        e.del(p.w());
        e.sees(p.r().is(IN));
    }

    @Row(id = "CM-02", says = "ADD of what is ready already is reported at once")
    void readyAtAdd() {
        var v = eventfd(1);
        epoll().add(v, IN).sees(v.is(IN));
    }

    @Row(id = "CM-03", says = "mask 0 silences; MOD to IN brings what was written meanwhile")
    void maskZeroThenIn() {
        var p = pipe();
        var e = epoll().add(p.r(), IN).mod(p.r(), 0);
        p.w().write(1);
        e.seesWithin(50);
        e.mod(p.r(), IN, 99);
        e.sees(new Ev(IN, 99));
    }

    @Row(id = "X-CM-04", says = "MOD replaces the data word of an item that is queued already")
    void newDataWhileQueued() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 1);
        e.mod(v, IN, 2);
        e.sees(new Ev(IN, 2));
    }

    @Row(id = "CM-05", says = "MOD takes each of the 256 mixes of eight bits")
    void everyMix() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        int[] bits = {IN, OUT, PRI, ERR, HUP, ET, ONESHOT, RDHUP};
        for (int mix = 0; mix < 256; mix++) {
            int mask = 0;
            for (int i = 0; i < bits.length; i++) if ((mix >> i & 1) != 0) mask |= bits[i];
            e.mod(p.r(), mask);
        }
    }

    @Row(id = "CM-06", says = "mask 0: data is not reported, a hang-up is")
    void maskZero() {
        var p = pipe();
        var e = epoll().add(p.r(), 0);
        p.w().write(1);
        e.seesNothing();
        p.w().close();
        e.sees(p.r().is(HUP));
    }

    @Row(id = "CM-07", says = "undefined bits are taken and never reported")
    void undefinedBits() {
        for (int odd : new int[] {0x07ff0000, 0xd800, 1 << 27}) {
            var v = eventfd(1);
            var e = epoll().add(v, IN | odd);
            e.sees(v.is(IN));
            e.mod(v, IN | odd);
            e.sees(v.is(IN));
        }
    }

    @Row(id = "CM-08", says = "DEL takes a queued item off the ready list")
    void deleteQueued() {
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        e.readable(true);
        e.del(v);
        e.seesNothing();
        e.readable(false);
    }

    @Row(id = "CM-09", says = "DEL and ADD of a reported ET item reports it once more")
    void addAgain() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        e.del(v).add(v, IN | ET);
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "X-CM-10", says = "MOD of a reported ET item that is still ready reports it again")
    void modifyRearms() {
        var v = eventfd(1);
        var e = epoll().add(v, IN | ET);
        e.sees(v.is(IN));
        e.seesNothing();
        e.mod(v, IN | ET);
        e.sees(v.is(IN));
        e.seesNothing();
    }

    @Row(id = "CM-11", says = "MOD of an ET item with nothing pending reports nothing")
    void modifyIdle() {
        var v = eventfd(0);
        var e = epoll().add(v, IN | ET).mod(v, IN | ET);
        e.seesNothing();
    }

    @Row(id = "X-CM-12", says = "MOD to a mask that does not match drops a queued event")
    void modifyAway() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().write(1);
        e.mod(p.r(), OUT | ET);
        e.seesNothing();
        e.mod(p.r(), IN | ET);
        e.sees(p.r().is(IN));
    }

    @Row(id = "CM-13", says = "ADD, DEL, ADD with nothing ready: a wait of 100 ms ends empty")
    void addDeleteAdd() {
        var p = pipe();
        var e = epoll().add(p.r(), IN).del(p.r()).add(p.r(), IN);
        e.seesWithin(100);
    }

    @Row(id = "CM-14", says = "one fd in two epolls: each has its own data, and its own DEL")
    void twoEpolls() {
        var v = eventfd(1);
        var one = epoll().add(v, IN, 10);
        var two = epoll().add(v, IN, 20);
        one.sees(new Ev(IN, 10));
        two.sees(new Ev(IN, 20));
        one.del(v);
        one.seesNothing();
        two.sees(new Ev(IN, 20));
    }

    @Row(id = "CM-15", says = "a descriptor and its duplicate are two items")
    void duplicates() {
        var v = eventfd(0);
        var twin = v.dup();
        var e = epoll().add(v, IN, 1).add(twin, IN, 2);
        v.put(1);
        expect("items seen", List.of(1L, 2L), e.await(0).data().stream().sorted().toList());
        e.mod(twin, OUT, 3);
        expect("items seen", List.of(1L, 3L), e.await(0).data().stream().sorted().toList());
    }

    @Row(id = "CM-18", says = "ET, ONESHOT, EXCLUSIVE, WAKEUP are never in a returned event")
    void privateBits() {
        int[] mixes = {
            IN | ET,
            IN | ONESHOT,
            IN | ET | ONESHOT,
            IN | WAKEUP,
            IN | ET | EXCLUSIVE,
            IN | EXCLUSIVE | WAKEUP,
            IN | ET | ONESHOT | WAKEUP
        };
        for (int mix : mixes) {
            var v = eventfd(1);
            epoll().add(v, mix).sees(v.is(IN));
        }
    }

    @Row(id = "CM-21", says = "ADD leaves the target's status flags alone")
    void targetFlags() {
        var v = eventfd(0, EFD_NONBLOCK);
        int before = k.fcntl(v.n, F_GETFL, 0);
        epoll().add(v, IN | ET);
        expect("F_GETFL", before, k.fcntl(v.n, F_GETFL, 0));
        expect("O_NONBLOCK", O_NONBLOCK, before & O_NONBLOCK);
    }

    @Row(id = "X-CM-22", says = "a refused MOD or ADD changes nothing")
    void refusedChangesNothing() {
        var v = eventfd(1);
        var e = epoll().add(v, IN, 5);
        e.refuses(io.epoll4j.sys.Errno.EINVAL, MOD, v, IN | EXCLUSIVE);
        e.refuses(io.epoll4j.sys.Errno.EEXIST, ADD, v, OUT);
        e.sees(new Ev(IN, 5));
    }

    @Row(id = "CM-23", says = "many oneshot items, modified at random: each fires at most once")
    void manyOneshots() {
        var random = new Random(23);
        var e = epoll();
        var sources = new ArrayList<Fd>();
        for (int i = 0; i < 200; i++) sources.add(eventfd(i % 2));
        for (var v : sources) e.add(v, IN | ONESHOT);
        for (int round = 0; round < 50; round++) {
            int armed = 0;
            for (var v : sources) {
                int mask = random.nextInt() & (IN | OUT | PRI);
                e.mod(v, mask | ONESHOT);
                int ready = sources.indexOf(v) % 2 == 0 ? OUT : OUT | IN;
                if ((mask & ready) != 0) armed++;
            }
            int seen = 0;
            for (int n; (n = e.await(64, 0).answer()) > 0; ) seen += n;
            expect("events of a round", armed, seen);
        }
    }

    @Row(
            id = "CM-24",
            says = "100 epolls, a listener added and removed while others close: no stale event")
    void manyEpolls() {
        var v = eventfd(0);
        var epolls = new ArrayList<Ep>();
        for (int i = 0; i < 100; i++) epolls.add(epoll());
        var closer =
                start(
                        "closer",
                        () -> {
                            for (int i = 0; i < 2000; i++) k.close(k.dup(v.n));
                            return 0;
                        });
        for (int round = 0; round < 20; round++) {
            for (var e : epolls) e.add(v, IN | ONESHOT).del(v).add(v, IN | ONESHOT).del(v);
        }
        v.put(1);
        for (var e : epolls) e.seesNothing();
        closer.result();
    }
}
