package io.epoll4j.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An edge comes while another thread waits without blocking: one of that wait and a later one
/// reports it. Both may: the file is asked before it has told.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = ACCEPTABLE,
        desc = "told")
@Outcome(expect = FORBIDDEN, desc = "lost")
@State
public class FireAgainstWait extends Races {
    public FireAgainstWait() {
        add(a);
    }

    @Actor
    public void fire() {
        fire(a);
    }

    @Actor
    public void await(II_Result result) {
        result.r1 = await(4, 0);
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r2 = await(4, 0);
    }
}
