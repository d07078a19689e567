package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.sys.Timespec;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/// How a loop works, for [Loop#open(Settings)], which takes a copy: `new
/// Settings().trigger(Trigger.LEVEL).maxConnections(1_000)`.
public final class Settings {
    Trigger trigger = Trigger.EDGE;
    int batch = 1024;
    int receiveBytes = 128 << 10;
    int lowWater = 16 << 10;
    int highWater = 64 << 10;
    long queueLimit = Long.MAX_VALUE;
    Pressure pressure = Pressure.PAUSE;
    int maxConnections = Integer.MAX_VALUE;
    int maxPerAddress = Integer.MAX_VALUE;
    Timeouts timeouts = Timeouts.DEFAULT;
    long slowHandler = 10_000_000;
    Threads threads = Threads.PLATFORM;
    Consumer<String> onPressure =
            what -> System.getLogger(Loop.class.getName()).log(Level.WARNING, what);
    ErrorHandler onError =
            (peer, thrown) ->
                    System.getLogger(Loop.class.getName())
                            .log(Level.WARNING, "handler failed", thrown);

    /// Edge-triggered, 1,024 events per wait, 128 KiB receive buffer, marks at 16 and 64 KiB, no
    /// limits on connections, [Timeouts#DEFAULT], errors logged.
    public Settings() {}

    Settings(Settings from) {
        trigger = from.trigger;
        batch = from.batch;
        receiveBytes = from.receiveBytes;
        lowWater = from.lowWater;
        highWater = from.highWater;
        queueLimit = from.queueLimit;
        pressure = from.pressure;
        maxConnections = from.maxConnections;
        maxPerAddress = from.maxPerAddress;
        timeouts = from.timeouts;
        slowHandler = from.slowHandler;
        threads = from.threads;
        onPressure = from.onPressure;
        onError = from.onError;
    }

    /// Edge or level. [Trigger#ONESHOT] needs a [LoopGroup].
    public Settings trigger(Trigger value) {
        trigger = requireNonNull(value);
        return this;
    }

    /// See [#trigger(Trigger)].
    public Trigger trigger() {
        return trigger;
    }

    /// How many events are taken from epoll per wait.
    public Settings batch(int value) {
        batch = positive(value, "batch");
        return this;
    }

    /// See [#batch(int)].
    public int batch() {
        return batch;
    }

    /// Size of the loop's one receive buffer in bytes; also a peer's share of a turn: having read
    /// that much, it goes to the end of the loop's own ready list.
    public Settings receiveBytes(int value) {
        receiveBytes = positive(value, "receiveBytes");
        return this;
    }

    /// See [#receiveBytes(int)].
    public int receiveBytes() {
        return receiveBytes;
    }

    /// Marks of a peer's queue in bytes. When more than `high` waits to be sent, [Peer#write]
    /// answers false, and if those are replies, nothing more is read from that peer. When no more
    /// than `low` waits, reading goes on and [Handler#writable] is called.
    public Settings waterMarks(int low, int high) {
        if (low < 0 || low > high)
            throw new IllegalArgumentException(
                    "water marks out of order: low " + low + ", high " + high);
        lowWater = low;
        highWater = high;
        return this;
    }

    /// The lower of [#waterMarks].
    public int lowWater() {
        return lowWater;
    }

    /// The higher of [#waterMarks].
    public int highWater() {
        return highWater;
    }

    /// When more than this many bytes wait to be sent, the peer is closed with
    /// [CloseReason#OVERFLOW].
    public Settings queueLimit(long value) {
        queueLimit = value;
        return this;
    }

    /// See [#queueLimit(long)].
    public long queueLimit() {
        return queueLimit;
    }

    /// What to do when there is no room for another connection.
    public Settings pressure(Pressure value) {
        pressure = requireNonNull(value);
        return this;
    }

    /// See [#pressure(Pressure)].
    public Pressure pressure() {
        return pressure;
    }

    /// How many accepted connections the loop, or all loops of a group together, may have.
    public Settings maxConnections(int value) {
        maxConnections = positive(value, "maxConnections");
        return this;
    }

    /// See [#maxConnections(int)].
    public int maxConnections() {
        return maxConnections;
    }

    /// How many accepted connections may come from one IPv4 or IPv6 address; more are closed at
    /// once. Unix-domain clients have no address, and no such limit.
    public Settings maxPerAddress(int value) {
        maxPerAddress = positive(value, "maxPerAddress");
        return this;
    }

    /// See [#maxPerAddress(int)].
    public int maxPerAddress() {
        return maxPerAddress;
    }

    /// Limits for every connection; [Peer#timeouts] sets others for one.
    public Settings timeouts(Timeouts value) {
        timeouts = requireNonNull(value);
        return this;
    }

    /// See [#timeouts(Timeouts)].
    public Timeouts timeouts() {
        return timeouts;
    }

    /// How long a handler call may take before it is reported as slow.
    public Settings slowHandler(Duration value) {
        slowHandler = Timespec.nanos(value);
        return this;
    }

    /// See [#slowHandler(Duration)].
    public Duration slowHandler() {
        return Duration.ofNanos(slowHandler);
    }

    /// Where a [LoopGroup] has its threads from.
    public Settings threads(Threads value) {
        threads = requireNonNull(value);
        return this;
    }

    /// See [#threads(Threads)].
    public Threads threads() {
        return threads;
    }

    /// Who is told, in a line and once for each listener, that connections are rejected or left
    /// waiting. Unless set it is logged; but a JVM whose descriptors have run out can only log if
    /// it has done so before, as it cannot open the configuration of its logging.
    public Settings onPressure(Consumer<String> value) {
        onPressure = requireNonNull(value);
        return this;
    }

    /// See [#onPressure(Consumer)].
    public Consumer<String> onPressure() {
        return onPressure;
    }

    /// Who is told what handlers and tasks throw.
    public Settings onError(ErrorHandler value) {
        onError = requireNonNull(value);
        return this;
    }

    /// See [#onError(ErrorHandler)].
    public ErrorHandler onError() {
        return onError;
    }

    private static int positive(int value, String name) {
        if (value <= 0) throw new IllegalArgumentException(name + " must be positive: " + value);
        return value;
    }
}
