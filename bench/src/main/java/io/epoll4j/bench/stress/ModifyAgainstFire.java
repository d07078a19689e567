package io.epoll4j.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// An edge comes while the item is being armed: the callback or the MOD itself sees it.
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "told")
@Outcome(expect = FORBIDDEN, desc = "lost")
@State
public class ModifyAgainstFire extends Races {
    public ModifyAgainstFire() {
        addMuted(a);
    }

    @Actor
    public void fire() {
        fire(a);
    }

    @Actor
    public void arm() {
        arm(a);
    }

    @Arbiter
    public void afterwards(I_Result result) {
        result.r1 = await(4, 0);
    }
}
