package io.epoll4j.loop;

import io.epoll4j.sys.Timespec;
import java.time.Duration;

/// Time limits of a connection in nanoseconds; 0 is none. Of the durations given to the methods, a
/// negative one is zero, thus none, and one too long to be counted never passes.
///
/// @param idle nothing went either way
/// @param read nothing came in, while this end was willing to read
/// @param write something was waiting to be sent and nothing went out
/// @param connect an outbound connect was not finished
/// @param linger after this end closed: how long the rest of the queue may stand still, and how
///   long to wait for the other end's last byte, before the connection is reset
public record Timeouts(long idle, long read, long write, long connect, long linger) {
    /// No limit but 10 s to connect and 5 s to linger.
    public static final Timeouts DEFAULT = new Timeouts(0, 0, 0, 10_000_000_000L, 5_000_000_000L);

    /// Checks that none is negative.
    public Timeouts {
        if (idle < 0 || read < 0 || write < 0 || connect < 0 || linger < 0)
            throw new IllegalArgumentException("a timeout is negative; use 0 for none");
    }

    /// These with another limit on silence in both directions.
    public Timeouts idle(Duration limit) {
        return new Timeouts(Timespec.nanos(limit), read, write, connect, linger);
    }

    /// These with another limit on silence of the other end.
    public Timeouts read(Duration limit) {
        return new Timeouts(idle, Timespec.nanos(limit), write, connect, linger);
    }

    /// These with another limit on a queue that stands still.
    public Timeouts write(Duration limit) {
        return new Timeouts(idle, read, Timespec.nanos(limit), connect, linger);
    }

    /// These with another limit on connecting.
    public Timeouts connect(Duration limit) {
        return new Timeouts(idle, read, write, Timespec.nanos(limit), linger);
    }

    /// These with another limit on closing.
    public Timeouts linger(Duration limit) {
        return new Timeouts(idle, read, write, connect, Timespec.nanos(limit));
    }
}
