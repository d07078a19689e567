package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sim.TraceEvent.Moved;
import io.epoll4j.sim.TraceEvent.Way;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of the packets of a trace, and which packet a fault befell.
final class Fates {
    private final IdentityHashMap<Moved, String> notes = new IdentityHashMap<>();
    private final IdentityHashMap<Strike, Packet> befallen = new IdentityHashMap<>();

    Fates(List<TraceEvent> events) {
        IdentityHashMap<Packet, Moved> sent = new IdentityHashMap<>();
        Moved last = null;
        for (TraceEvent event : events) {
            if (event instanceof Moved moved && moved.way() == Way.SENT) {
                last = moved;
                sent.put(moved.packet(), moved);
            } else if (event instanceof Moved moved && moved.way() == Way.LOST) {
                Moved origin = sent.get(moved.packet());
                if (origin != null) note(origin, "lost: " + moved.why());
            } else if (event instanceof TraceEvent.Struck struck
                    && last != null
                    && befallsPacket(struck.strike().fault())) {
                befallen.put(struck.strike(), last.packet());
                if (!(struck.strike().fault() instanceof Fault.Lose))
                    note(last, struck.strike().fault().toString());
            }
        }
    }

    private void note(Moved moved, String what) {
        notes.merge(moved, what, (one, other) -> one + "; " + other);
    }

    private static boolean befallsPacket(Fault fault) {
        return switch (fault) {
            case Fault.Lose _,
                    Fault.Delay _,
                    Fault.Reorder _,
                    Fault.Duplicate _,
                    Fault.Hold _,
                    Fault.Reset _ ->
                    true;
            default -> false;
        };
    }

    /// What became of a packet that was sent: empty if nothing went wrong.
    String of(Moved sent) {
        return notes.getOrDefault(sent, "");
    }

    /// The packet that it befell; null if it befell something else.
    @Nullable Packet packet(Strike strike) {
        return befallen.get(strike);
    }
}
