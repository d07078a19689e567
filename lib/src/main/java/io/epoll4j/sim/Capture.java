package io.epoll4j.sim;

import io.epoll4j.sim.TraceEvent.Moved;
import io.epoll4j.sim.TraceEvent.Way;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The packets of a trace as a capture. There are two views:
///
/// - of the whole network: each packet once, when it is sent, on the interface of the machine that
///   sends it. One that is lost is there too, with a comment that says so, because its sender has
///   sent it: so an analyser sees a retransmission where there is one.
/// - of one machine, as `tcpdump` there would see it: what it sends, and what arrives. What is lost
///   on the way to it is not there, what arrives twice is there twice.
///
/// Times are those of the world: 0, for Wireshark 1 January 1970, is its beginning.
final class Capture {
    private final Trace trace;
    private final @Nullable String machine;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /// @param machine the name of the machine whose view it is; null for the whole network
    Capture(Trace trace, @Nullable String machine) {
        this.trace = trace;
        this.machine = machine;
    }

    void write(OutputStream out) throws IOException {
        Pcapng file = new Pcapng(out);
        file.section("seed " + trace.seed() + "; times since the world began");
        for (Station station : trace.stations()) {
            if (machine == null || machine.equals(station.name()))
                addInterface(file, station.name(), station.ipv4() + ", " + station.ipv6());
        }
        if (machine != null && numbers.isEmpty())
            throw new IllegalArgumentException("no machine is called " + machine);
        if (machine == null)
            addInterface(file, Fabric.NAME, "what answers on the way: routers, and who resets");
        Fates fates = new Fates(trace.events());
        for (Moved moved : moved()) {
            boolean inbound = moved.way() == Way.ARRIVED;
            Integer number = numbers.get(inbound ? moved.to() : moved.from());
            if (number == null) continue;
            String comment = inbound ? "" : fates.of(moved);
            file.packet(number, moved.at(), inbound, IpBytes.of(moved.packet()), comment);
        }
    }

    private void addInterface(Pcapng file, String name, String description) throws IOException {
        numbers.put(name, numbers.size());
        file.addInterface(name, description);
    }

    /// In order of time: a slow machine is ahead of the world.
    private List<Moved> moved() {
        return trace.events().stream()
                .filter(event -> event instanceof Moved)
                .map(event -> (Moved) event)
                .filter(moved ->
                        moved.way() == Way.SENT || (moved.way() == Way.ARRIVED && machine != null))
                .sorted(Comparator.comparingLong(Moved::at))
                .toList();
    }
}
