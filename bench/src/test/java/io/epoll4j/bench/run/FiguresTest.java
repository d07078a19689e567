package io.epoll4j.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// From what the load generator and strace count to figures per message.
class FiguresTest {
    private final Map<String, Double> seen = new HashMap<>();

    FiguresTest() {
        for (String name : List.of("p50", "p99", "p999", "max", "unanswered", "allTicks")) {
            seen.put(name, 0.0);
        }
        seen.put("messages", 200_000.0);
        seen.put("nanos", 2e9);
        seen.put("cpu", 1e9);
        seen.put("own", 5e8);
        seen.put("probe", 400_000.0);
        seen.put("userSamples", 0.0);
        seen.put("userTicks", 0.0);
    }

    private Map<String, Double> figures(int sample) {
        return LoadSteps.figures(Load.closed(50, 1, 64, 0, 2000).sampled(sample), seen);
    }

    @Test
    void perSecondAndPerMessage() {
        seen.put("p99", 1500.0);
        var figures = figures(0);
        assertEquals(100_000, figures.get("rate"), 1e-6);
        assertEquals(5_000, figures.get("cpu"), 1e-6);
        assertEquals(0.5, figures.get("busy"), 1e-9);
        assertEquals(0.25, figures.get("generator"), 1e-9);
        assertEquals(2, figures.get("allocated"), 1e-9);
        assertEquals(1.5, figures.get("p99"), 1e-9); // microseconds
        assertFalse(figures.containsKey("user"));
    }

    @Test
    void userTimeFromSamples() {
        seen.put("userSamples", 100.0);
        var figures = figures(1000); // 100 ms of user time
        assertEquals(500, figures.get("user"), 1e-6);
        assertEquals(0.1, figures.get("userError"), 1e-9);
    }

    @Test
    void userTimeFromTicksWhereThereAreNoSamples() {
        seen.put("userTicks", 1e8);
        seen.put("allTicks", 1e9);
        var figures = figures(1000);
        assertEquals(500, figures.get("user"), 1e-6); // a tenth of 5,000
        assertEquals(Math.sqrt(0.1), figures.get("userError"), 1e-9); // ten ticks of 10 ms
    }

    @Test
    void nothingCameBack() {
        seen.put("messages", 0.0);
        assertEquals(1e9, figures(0).get("cpu"), 1e-6); // not infinite, which no table could show
    }

    @Test
    void systemCallsAsStraceSumsThemUp() {
        var figures =
                Tracer.perMessage(
                        """
                        % time     seconds  usecs/call     calls    errors syscall
                        ------ ----------- ----------- --------- --------- ----------------
                         60.00    0.600000           3    200000           sendto
                         39.00    0.390000           2    200000      5000 recvfrom
                          1.00    0.010000          10      1000           epoll_wait
                        ------ ----------- ----------- --------- --------- ----------------
                        100.00    1.000000           2    401000      5000 total
                        """
                                .lines()
                                .toList(),
                        100_000);
        assertEquals(4, figures.size());
        assertEquals(2, figures.get("call:sendto"), 1e-9);
        assertEquals(2, figures.get("call:recvfrom"), 1e-9);
        assertEquals(0.01, figures.get("call:epoll_wait"), 1e-9);
        assertEquals(4.01, figures.get("calls"), 1e-9);
    }
}
