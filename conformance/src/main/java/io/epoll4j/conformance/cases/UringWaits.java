package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EINVAL;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.EpollEvents;
import java.util.List;

/// The other way to wait for an epoll: through an io_uring (io_uring/epoll.c).
final class UringWaits extends Lab {
    private final EpollEvents events = new EpollEvents(4);

    /// A ring that knows the operation; skips the case where there is none.
    private Uring ring() {
        var ring = new Uring();
        skipIf(ring.fd < 0, "this kernel gives out no io_uring");
        own(ring.fd, "ring");
        var probe = epoll().add(eventfd(1), IN);
        expect("submitted", 1, ring.submitWait(probe.n, events));
        skipIf(ring.completed() == -EINVAL, "this kernel is older than 6.15");
        return ring;
    }

    private Ep twoPipes(List<Pipe> pipes) {
        var e = epoll();
        for (var p : pipes) e.add(p.r(), IN);
        return e;
    }

    @Row(id = "UR-01", scope = Scope.LINUX, says = "io_uring's epoll wait over two ready pipes: 2")
    void ready() {
        var pipes = List.of(pipe(), pipe());
        var e = twoPipes(pipes);
        for (var p : pipes) p.w().write(1);
        var ring = ring();
        ring.submitWait(e.n, events);
        var seen = Harvest.of(ring.completed(), events);
        expect("completion", pipes.stream().map(p -> p.r().is(IN)).toList(), seen.events());
        ring.unmap();
    }

    @Row(
            id = "UR-02",
            scope = Scope.LINUX,
            says = "io_uring's epoll wait, written later: what is ready then")
    void later() {
        var pipes = List.of(pipe(), pipe());
        var e = twoPipes(pipes);
        var ring = ring();
        ring.submitWait(e.n, events);
        expectTrue("nothing is ready, nothing completes", !ring.hasCompleted());
        for (var p : pipes) p.w().write(1);
        int answer = ring.completed();
        expectTrue(answer + " events", answer >= 0 && answer <= 2);
        e.sees(pipes.getFirst().r().is(IN), pipes.getLast().r().is(IN)); // level: told again
        ring.unmap();
    }

    @Row(
            id = "UR-03",
            scope = Scope.LINUX,
            says = "io_uring's epoll wait, the epoll closed: no crash, and nothing is owed")
    void closed() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        var ring = ring();
        ring.submitWait(e.n, events);
        e.close();
        p.w().write(1);
        if (ring.hasCompleted()) expectTrue("a completion of its own", ring.completed() <= 1);
        var other = epoll().add(p.r(), IN);
        other.sees(p.r().is(IN));
        ring.unmap();
    }
}
