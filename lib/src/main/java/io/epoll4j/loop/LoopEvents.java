package io.epoll4j.loop;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// What a loop tells the flight recorder. Nothing is made while nobody records.
final class LoopEvents {
    private LoopEvents() {}

    /// A turn of a loop that took longer than the threshold, waiting not counted.
    @Name("io.epoll4j.Turn")
    @Label("Loop Turn")
    @Category("epoll4j")
    @Threshold("10 ms")
    @StackTrace(false)
    static final class Turn extends Event {
        @Label("Events")
        int events;
    }

    /// A call of a handler, timer or task that took long, or several that did together.
    @Name("io.epoll4j.SlowHandler")
    @Label("Slow Handler")
    @Category("epoll4j")
    @StackTrace(false)
    static final class Slow extends Event {
        @Label("Handler")
        @Description("Class of the handler or task; empty if it was one of several calls")
        String handler = "";

        @Label("Calls")
        int calls;

        @Label("Nanoseconds")
        long nanos;
    }

    /// A connection that was closed at once for lack of room.
    @Name("io.epoll4j.RejectedConnection")
    @Label("Rejected Connection")
    @Category("epoll4j")
    @StackTrace(false)
    static final class Rejected extends Event {
        @Label("Reason")
        String reason = "";
    }

    /// An event that found nobody.
    @Name("io.epoll4j.DroppedEvent")
    @Label("Dropped Event")
    @Category("epoll4j")
    @Description("The entry was closed after epoll had reported it, or a duplicate lives on")
    @StackTrace(false)
    static final class Dropped extends Event {
        @Label("Data")
        long data;

        @Label("Events")
        int events;
    }

    /// Whether anyone has ever recorded in this process. Asked before an event's class is touched:
    /// the first of them starts the flight recorder's own machinery, which takes longer than all
    /// the rest of a loop's start.
    static boolean recorded() {
        return FlightRecorder.isInitialized();
    }

    /// Begins the event of a turn, made once and used for every turn; null where nobody has ever
    /// recorded.
    static @Nullable Turn begin(@Nullable Turn last) {
        if (!recorded()) return null;
        var event = last == null ? new Turn() : last;
        event.begin();
        return event;
    }

    /// Ends the event of a turn that served `events`.
    static void end(Turn event, int events) {
        event.end();
        if (!event.shouldCommit()) return;
        event.events = events;
        event.commit();
    }

    static void slow(@Nullable Class<?> handler, int calls, long nanos) {
        if (!recorded()) return;
        var event = new Slow();
        if (!event.shouldCommit()) return;
        if (handler != null) event.handler = handler.getName();
        event.calls = calls;
        event.nanos = nanos;
        event.commit();
    }

    static void rejected(String reason) {
        if (!recorded()) return;
        var event = new Rejected();
        if (!event.shouldCommit()) return;
        event.reason = reason;
        event.commit();
    }

    static void dropped(long data, int events) {
        if (!recorded()) return;
        var event = new Dropped();
        if (!event.shouldCommit()) return;
        event.data = data;
        event.events = events;
        event.commit();
    }
}
