package io.epoll4j.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An edge comes while another thread fetches an older one: it is not swallowed.
@JCStressTest
@Outcome(
        id = {"1, 1", "2, 0", "2, 1"},
        expect = ACCEPTABLE,
        desc = "told")
@Outcome(expect = FORBIDDEN, desc = "lost")
@State
public class FireAgainstTransfer extends Races {
    public FireAgainstTransfer() {
        add(a);
        add(b);
        fire(a);
    }

    @Actor
    public void fire() {
        fire(b);
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
