package io.epoll4j.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// An edge comes while another thread goes to sleep: it is woken.
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "woken")
@Outcome(expect = FORBIDDEN, desc = "left to its deadline")
@State
public class FireAgainstSleep extends Races {
    public FireAgainstSleep() {
        add(a);
    }

    @Actor
    public void fire() {
        fire(a);
    }

    @Actor
    public void await(I_Result result) {
        result.r1 = await(1, 10_000);
    }
}
