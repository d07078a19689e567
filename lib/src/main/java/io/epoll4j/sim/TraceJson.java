package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Locale;

/// Writes a trace as JSON (RFC 8259), for pictures. `docs/traces.md` has the schema.
final class TraceJson {
    /// Goes up when something that was there means something else, or is gone.
    private static final int VERSION = 1;

    private final Trace trace;
    private final Appendable out;
    private final IdentityHashMap<Packet, Integer> numbers = new IdentityHashMap<>();
    private boolean first;

    TraceJson(Trace trace, Appendable out) {
        this.trace = trace;
        this.out = out;
    }

    void write() throws IOException {
        begin("{");
        field("format", "epoll4j-trace");
        field("version", VERSION);
        field("seed", Long.toString(trace.seed()));
        name("machines");
        begin("[");
        for (Station station : trace.stations()) {
            beginLine();
            field("name", station.name());
            field("ipv4", station.ipv4());
            field("ipv6", station.ipv6());
            end("}");
        }
        end("]");
        name("events");
        begin("[");
        for (TraceEvent event : trace.events()) event(event);
        end("]");
        end("}");
        out.append('\n');
    }

    private void event(TraceEvent event) throws IOException {
        if (event instanceof TraceEvent.Drawn) return;
        beginLine();
        field("at", event.at());
        switch (event) {
            case TraceEvent.Step step -> {
                field("kind", "step");
                field("program", step.program());
            }
            case TraceEvent.Called called -> {
                field("kind", "call");
                field("program", called.program());
                field("call", called.call().toString());
                if (called.fd() >= 0) field("fd", called.fd());
                field("answer", called.answer());
            }
            case TraceEvent.Moved moved -> moved(moved);
            case TraceEvent.Struck struck -> {
                field("kind", "fault");
                field("fault", struck.strike().fault().getClass().getSimpleName());
                field("text", struck.strike().fault().toString());
                field("site", struck.strike().site());
                field("ordinal", struck.strike().ordinal());
            }
            case TraceEvent.Said said -> {
                field("kind", "said");
                field("program", said.program());
                field("text", said.what());
            }
            case TraceEvent.LeftOut left -> {
                field("kind", "left out");
                field("program", left.program());
            }
            case TraceEvent.Drawn _ -> throw new IllegalStateException("left out above");
        }
        end("}");
    }

    private void moved(TraceEvent.Moved moved) throws IOException {
        Packet packet = moved.packet();
        field("kind", moved.way().name().toLowerCase(Locale.ROOT));
        field("packet", numbers.computeIfAbsent(packet, key -> numbers.size() + 1));
        field("from", moved.from());
        field("to", moved.to());
        if (!moved.why().isEmpty()) field("why", moved.why());
        field("protocol", packet.protocol().name());
        field("source", packet.source().toString());
        field("target", packet.target().toString());
        if (packet.protocol() == Packet.Protocol.TCP) {
            field("flags", Wire.flags(packet));
            field("sequence", Integer.toUnsignedLong(packet.sequence()));
            field("acknowledgement", Integer.toUnsignedLong(packet.acknowledgement()));
            field("window", packet.window());
        }
        if (packet.unreachable() != null) field("unreachable", packet.unreachable().name());
        field("length", packet.length());
    }

    private void beginLine() throws IOException {
        comma();
        out.append('\n');
        begin("{");
    }

    private void begin(String bracket) throws IOException {
        out.append(bracket);
        first = true;
    }

    private void end(String bracket) throws IOException {
        out.append(bracket);
        first = false;
    }

    private void comma() throws IOException {
        if (!first) out.append(',');
        first = false;
    }

    private void name(String name) throws IOException {
        comma();
        text(name);
        out.append(':');
    }

    private void field(String name, long value) throws IOException {
        name(name);
        out.append(Long.toString(value));
    }

    private void field(String name, String value) throws IOException {
        name(name);
        text(value);
    }

    private void text(String value) throws IOException {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || Character.isSurrogate(c)) out.append("\\u%04x".formatted((int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
