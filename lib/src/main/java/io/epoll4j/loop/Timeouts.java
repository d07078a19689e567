package io.epoll4j.loop;

import io.epoll4j.sys.Timespec;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Time limits of a connection, a constant value: `Timeouts.DEFAULT.idle(Duration.ofMinutes(1))`.
/// Zero is no limit. A negative duration is zero, and one too long to be counted in nanoseconds
/// never passes.
public final class Timeouts {
    /// No limit but 10 s to connect and 5 s to linger.
    public static final Timeouts DEFAULT = new Timeouts(0, 0, 0, 10_000_000_000L, 5_000_000_000L);

    private final long idle;
    private final long read;
    private final long write;
    private final long connect;
    private final long linger;

    private Timeouts(long idle, long read, long write, long connect, long linger) {
        this.idle = idle;
        this.read = read;
        this.write = write;
        this.connect = connect;
        this.linger = linger;
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

    /// Nothing went either way for so long, in nanoseconds; 0 is no limit.
    public long idle() {
        return idle;
    }

    /// Nothing came in for so long, while this end was willing to read, in nanoseconds; 0 is no
    /// limit.
    public long read() {
        return read;
    }

    /// Something was waiting to be sent and nothing went out for so long, in nanoseconds; 0 is no
    /// limit.
    public long write() {
        return write;
    }

    /// An outbound connect was not finished after so long, in nanoseconds; 0 is no limit.
    public long connect() {
        return connect;
    }

    /// After this end closed: how long the rest of the queue may stand still, and how long to wait
    /// for the other end's last byte, before the connection is reset, in nanoseconds; 0 is no
    /// limit.
    public long linger() {
        return linger;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Timeouts that
                && idle == that.idle
                && read == that.read
                && write == that.write
                && connect == that.connect
                && linger == that.linger;
    }

    @Override
    public int hashCode() {
        return Objects.hash(idle, read, write, connect, linger);
    }

    /// The limits in nanoseconds.
    @Override
    public String toString() {
        return "idle %d, read %d, write %d, connect %d, linger %d"
                .formatted(idle, read, write, connect, linger);
    }
}
