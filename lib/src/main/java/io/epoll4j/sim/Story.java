package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import java.util.List;

/// Tells faults in sentences: `at 2.013 s client>server loses a packet (TCP FIN ACK)`.
final class Story {
    private final List<Strike> strikes;
    private final Fates fates;

    /// @param failure its trace must be kept
    Story(WorldFailure failure) {
        strikes = failure.schedule().strikes();
        fates = new Fates(failure.trace().events());
    }

    /// One for each of the [Units].
    List<String> sentences() {
        return Units.of(strikes).stream().map(this::sentence).toList();
    }

    private String sentence(List<Strike> unit) {
        var text = new StringBuilder();
        for (Strike strike : unit) {
            if (!text.isEmpty()) text.append(", and ");
            text.append("at ").append(Times.text(strike.at())).append(' ').append(strike.fault());
            Packet packet = fates.packet(strike);
            if (packet != null) text.append(" (").append(Wire.summary(packet)).append(')');
        }
        return text.toString();
    }
}
