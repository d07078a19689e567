package io.epoll4j.conformance.cases;

/// The single-threaded cases of the kernel's epoll_wakeup_test.c, by their numbers there.
final class WakeUpAlone extends Lab {
    private void alone(int sources, int mask, boolean polls) {
        var e = epoll();
        for (int i = 0; i < sources; i++) {
            var s = stream();
            e.add(s.a(), mask);
            s.b().write(1);
        }
        if (polls) e.readable(true);
        e.counts(sources, 2);
        if (polls) e.readable((mask & ET) == 0);
        e.counts((mask & ET) == 0 ? sources : 0, 2);
    }

    @Row(id = "KS-01", says = "one source, LT: 1, 1")
    void ks01() {
        alone(1, IN, false);
    }

    @Row(id = "KS-02", says = "one source, ET: 1, 0")
    void ks02() {
        alone(1, IN | ET, false);
    }

    @Row(id = "KS-03", says = "two sources, LT: 2, 2")
    void ks03() {
        alone(2, IN, false);
    }

    @Row(id = "KS-04", says = "two sources, ET: 2, 0")
    void ks04() {
        alone(2, IN | ET, false);
    }

    @Row(id = "KS-05", says = "one source, LT, polled first: 1, 1")
    void ks05() {
        alone(1, IN, true);
    }

    @Row(id = "KS-06", says = "one source, ET, polled first: 1, 0")
    void ks06() {
        alone(1, IN | ET, true);
    }

    @Row(id = "KS-07", says = "two sources, LT, polled first: 2, 2")
    void ks07() {
        alone(2, IN, true);
    }

    @Row(id = "KS-08", says = "two sources, ET, polled first: 2, 0")
    void ks08() {
        alone(2, IN | ET, true);
    }

    private void nested(int inners, int source, int link, boolean polls) {
        var outer = epoll();
        for (int i = 0; i < inners; i++) {
            var s = stream();
            outer.add(epoll().add(s.a(), source), link);
            s.b().write(1);
        }
        boolean again = (link & ET) == 0;
        if (polls) outer.readable(true);
        outer.counts(inners, 2);
        if (polls) outer.readable(again);
        outer.counts(again ? inners : 0, 2);
    }

    @Row(id = "KS-17", says = "nested, LT under LT: 1, 1")
    void ks17() {
        nested(1, IN, IN, false);
    }

    @Row(id = "KS-18", says = "nested, ET under LT: 1, 1")
    void ks18() {
        nested(1, IN | ET, IN, false);
    }

    @Row(id = "KS-19", says = "nested, LT under ET: 1, 0", version = "before 5.5: 1, 1")
    void ks19() {
        nested(1, IN, IN | ET, false);
    }

    @Row(id = "KS-20", says = "nested, ET under ET: 1, 0")
    void ks20() {
        nested(1, IN | ET, IN | ET, false);
    }

    @Row(id = "KS-21", says = "nested, LT under LT, polled first: 1, 1")
    void ks21() {
        nested(1, IN, IN, true);
    }

    @Row(id = "KS-22", says = "nested, ET under LT, polled first: 1, 1")
    void ks22() {
        nested(1, IN | ET, IN, true);
    }

    @Row(id = "KS-23", says = "nested, LT under ET, polled first: 1, 0")
    void ks23() {
        nested(1, IN, IN | ET, true);
    }

    @Row(id = "KS-24", says = "nested, ET under ET, polled first: 1, 0")
    void ks24() {
        nested(1, IN | ET, IN | ET, true);
    }

    @Row(id = "KS-49", says = "two inners, links LT: 2, 2")
    void ks49() {
        nested(2, IN, IN, false);
    }

    @Row(id = "KS-50", says = "two inners, links ET: 2, 0")
    void ks50() {
        nested(2, IN, IN | ET, false);
    }

    @Row(id = "KS-51", says = "two inners, links LT, polled first: 2, 2")
    void ks51() {
        nested(2, IN, IN, true);
    }

    @Row(id = "KS-52", says = "two inners, links ET, polled first: 2, 0")
    void ks52() {
        nested(2, IN, IN | ET, true);
    }
}
