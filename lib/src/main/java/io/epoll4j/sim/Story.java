package io.epoll4j.sim;

import io.epoll4j.jvm.Packet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Tells faults in sentences: `at 2.013 s client>server loses a packet (TCP FIN ACK)`.
final class Story {
    private final List<List<Strike>> units;

    /// The packet that was sent last before a fault.
    private final Map<Strike, Packet> packets = new IdentityHashMap<>();

    Story(Trace trace, List<List<Strike>> units) {
        this.units = units;
        Packet sent = null;
        for (TraceEvent event : trace.events()) {
            if (event instanceof TraceEvent.Moved moved && moved.way() == TraceEvent.Way.SENT)
                sent = moved.packet();
        }
    }

    List<String> sentences() {
        return units.stream().map(this::sentence).toList();
    }

    private String sentence(List<Strike> unit) {
        var text = new StringBuilder();
        for (Strike strike : unit) {
            if (!text.isEmpty()) text.append(", and ");
            text.append("at ").append(Times.text(strike.at())).append(' ').append(strike.fault());
        }
        return text.toString();
    }
}
