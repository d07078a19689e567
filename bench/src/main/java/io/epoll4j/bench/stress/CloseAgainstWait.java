package io.epoll4j.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The epoll is closed and the file fires while another thread waits: a wait that got in before the
/// close is woken, one that came after it is told so.
@JCStressTest
@Outcome(
        id = {"1", "-9"},
        expect = ACCEPTABLE,
        desc = "woken, or EBADF")
@Outcome(expect = FORBIDDEN, desc = "left to its deadline")
@State
public class CloseAgainstWait extends Races {
    public CloseAgainstWait() {
        add(a);
    }

    @Actor
    public void closeAndFire() {
        kernel.close(ep);
        fire(a);
    }

    @Actor
    public void await(I_Result result) {
        result.r1 = await(1, 10_000);
    }
}
