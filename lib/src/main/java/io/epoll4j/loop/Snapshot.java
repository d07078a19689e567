package io.epoll4j.loop;

import java.time.Duration;

/// What a loop has done so far, and what it has in hand.
///
/// @param turns turns made
/// @param events events taken from epoll, wake-ups included
/// @param stale events that found nobody: their entry was closed after epoll had reported them, or
///   a duplicate of its descriptor lives on
/// @param spins turns that had something to do and led to nothing at all, from the 17th in a row
///   on; a loop that spins is broken
/// @param reads reads that brought bytes
/// @param bytesIn bytes received
/// @param bytesOut bytes sent
/// @param accepted connections accepted
/// @param rejected connections closed at once for lack of room
/// @param pauses times that accepting paused for lack of room, or reading a datagram socket since
///   that was refused
/// @param connections connections there are now; in a group, those of this loop; with
///   [AcceptMode#ONESHOT] those that it served last
/// @param tasks tasks run that came from other threads
/// @param timers timers pending now; those of an [AcceptMode#ONESHOT] group belong to none of its
///   loops and count for the first
/// @param timersFired timers that fired
/// @param failures times a handler or task threw, or the loop itself could not serve somebody, for
///   lack of memory or as a call was refused
/// @param slowest the longest call of a handler, timer or task seen. Calls are timed by up to 16
///   together; together they count only if they took longer than [Settings#slowHandler], and only
///   until one timed singly, as the next ones are, takes that long
/// @param slowestHandler class of the handler or task that took it, empty if that is not known
public record Snapshot(
        long turns,
        long events,
        long stale,
        long spins,
        long reads,
        long bytesIn,
        long bytesOut,
        long accepted,
        long rejected,
        long pauses,
        long connections,
        long tasks,
        long timers,
        long timersFired,
        long failures,
        Duration slowest,
        String slowestHandler) {

    static Snapshot of(Counters from, int connections, int timers) {
        Class<?> slowest = from.slowestHandler;
        return new Snapshot(
                from.turns,
                from.events,
                from.stale,
                from.spins,
                from.reads,
                from.bytesIn,
                from.bytesOut,
                from.accepted,
                from.rejected,
                from.pauses,
                connections,
                from.tasks,
                timers,
                from.timersFired,
                from.failures,
                Duration.ofNanos(from.slowest),
                slowest == null ? "" : slowest.getName());
    }
}
