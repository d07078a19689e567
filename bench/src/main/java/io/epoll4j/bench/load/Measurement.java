package io.epoll4j.bench.load;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/// What lies between the begin and the end of measuring: messages, latencies, and the processor
/// time of the server and of this process.
final class Measurement {
    private final Kernel kernel = Kernel.linux();
    private final long pid;
    private final Histogram latencies = new Histogram(3_600_000_000_000L, 3);
    private long[] from = new long[5];
    private long[] to = new long[5];
    private boolean begun;
    private long messages;
    private long unanswered;

    Measurement(long pid) {
        this.pid = pid;
    }

    void record(long nanos) {
        messages++;
        latencies.recordValue(Math.max(0, nanos));
    }

    /// A message that never came back, waited for so long.
    void lost(long nanos) {
        unanswered++;
        latencies.recordValue(nanos);
    }

    long messages() {
        return messages;
    }

    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
        latencies.reset();
        messages = 0;
        System.out.println("begin");
        from = clocks();
    }

    /// Waits until the bench has asked the server.
    void end() throws IOException {
        to = clocks();
        System.out.println("end");
        System.in.read();
    }

    /// Clocks of another process are `~pid << 3` and which one: 0 user and system, 1 user (both in
    /// ticks), 2 what the scheduler counted (the kernel's posix-cpu-timers.c).
    private long[] clocks() {
        int base = (int) ~pid << 3;
        return new long[] {
            System.nanoTime(),
            clock(base | 2),
            clock(base | 1),
            clock(base),
            kernel.clockGettime(FileFlags.CLOCK_PROCESS_CPUTIME_ID)
        };
    }

    private long clock(int id) {
        return pid == 0 ? 0 : kernel.clockGettime(id);
    }

    void report() {
        System.out.printf(
                "{\"messages\":%d,\"nanos\":%d,\"cpu\":%d,\"userTicks\":%d,\"allTicks\":%d,\"own\":%d,",
                messages,
                to[0] - from[0],
                to[1] - from[1],
                to[2] - from[2],
                to[3] - from[3],
                to[4] - from[4]);
        System.out.printf(
                "\"userSamples\":0,\"unanswered\":%d,\"p50\":%d,\"p99\":%d,\"p999\":%d,\"max\":%d}%n",
                unanswered,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue());
    }
}
