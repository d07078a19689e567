package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.SockAddr;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The network of a world. Every machine reaches every other: packets take a tenth of a
/// millisecond, none is lost, and there is no limit to the bandwidth, unless something else is said
/// here for all ways, or for one.
///
/// Packets are never falsified. On one way none overtakes another, whatever the latency, unless
/// reordering is asked for.
public final class Fabric extends Line {
    /// The name of what answers on the way.
    static final String NAME = "network";

    private static final long QUEUE = 1 << 20;

    final Director director;
    final Dice dice;
    final Trace trace;
    final Faults faults;
    final Asked lost = new Asked("loss");
    final Asked duplicated = new Asked("duplication");
    final Asked reordered = new Asked("reordering");

    private final Map<Endpoint, Machine> addresses = new HashMap<>();
    private final Map<String, Line> pairs = new LinkedHashMap<>();
    private final Map<String, Line> ways = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();

    /// Connections that were reset by something on the way.
    private final Set<Flow> forgotten = new HashSet<>();

    private final Nobody nobody;

    Fabric(Director director, Dice dice, Trace trace, Faults faults) {
        super(null);
        this.director = director;
        this.dice = dice;
        this.trace = trace;
        this.faults = faults;
        nobody = new Nobody(this);
        latency(Duration.ofNanos(100_000)).bandwidth(Long.MAX_VALUE).queue(QUEUE).mtu(1500);
        super.loss(0).duplication(0).reordering(0);
    }

    /// What both ways between two machines are like.
    public Line between(Machine one, Machine other) {
        boolean inOrder = one.number < other.number;
        String key = inOrder ? name(one, other) : name(other, one);
        return pairs.computeIfAbsent(key, name -> new Line(this));
    }

    /// What the way from one machine to another is like.
    public Line way(Machine from, Machine to) {
        return ways.computeIfAbsent(name(from, to), name -> new Line(between(from, to)));
    }

    /// A rule for the packets that `which` chooses, which may do nothing but look. Rules are asked
    /// in the order in which they were made, and the first that does something decides.
    public Rule when(Predicate<Frame> which) {
        String name = "rule " + (rules.size() + 1);
        return rule(name, which, ask(name));
    }

    Rule rule(String name, Predicate<Frame> which, Asked counted) {
        Rule rule = new Rule(which, faults.site(name), counted);
        rules.add(rule);
        return rule;
    }

    @Override
    public Line loss(double probability) {
        if (probability > 0 && !asked.contains(lost)) asked.add(lost);
        return super.loss(probability);
    }

    @Override
    public Line duplication(double probability) {
        if (probability > 0 && !asked.contains(duplicated)) asked.add(duplicated);
        return super.duplication(probability);
    }

    @Override
    public Line reordering(double probability) {
        if (probability > 0 && !asked.contains(reordered)) asked.add(reordered);
        return super.reordering(probability);
    }

    /// The link from one machine to another.
    Link link(Machine from, Machine to) {
        String name = name(from, to);
        Link link = links.get(name);
        if (link == null) {
            link = new Link(this, from, to, way(from, to));
            links.put(name, link);
        }
        return link;
    }

    /// The links that were used so far.
    List<Link> links() {
        return List.copyOf(links.values());
    }

    private static String name(Machine from, Machine to) {
        return from.name() + ">" + to.name();
    }

    void join(Machine machine) {
        addresses.put(machine.endpoint4(), machine);
        addresses.put(machine.endpoint6(), machine);
    }

    @Nullable Machine at(Endpoint address) {
        return addresses.get(withoutPort(address));
    }

    @Nullable Machine at(SockAddr address) {
        InetAddress known = address.address();
        if (known == null) return null;
        byte[] bytes = known.getAddress();
        var buffer = ByteBuffer.wrap(bytes);
        return addresses.get(
                bytes.length == Integer.BYTES
                        ? Endpoint.ofV4(buffer.getInt(), 0)
                        : new Endpoint(buffer.getLong(), buffer.getLong(), 0));
    }

    static Endpoint withoutPort(Endpoint address) {
        return new Endpoint(address.high(), address.low(), 0);
    }

    Asked ask(String what) {
        Asked one = new Asked(what);
        asked.add(one);
        return one;
    }

    List<Asked> asked() {
        return asked;
    }

    /// What the rules say of a packet.
    @Nullable Fault rule(Link link, Packet packet) {
        if (rules.isEmpty()) return null;
        Frame frame = new Frame(link.from, link.to, packet);
        for (Rule rule : rules) {
            Fault fault = rule.decide(link, frame);
            if (fault == null) continue;
            if (fault instanceof Fault.Hold) rule.hold(() -> link.pass(packet, 0, false));
            return fault;
        }
        return null;
    }

    /// Routes a packet that a machine sends.
    void transmit(Machine from, Packet packet) {
        Machine to = at(packet.target());
        if (to != null) link(from, to).send(packet);
        else refuse(from, packet); // nobody answers for the address
    }

    /// A router tells the sender that there is no way; an ICMP error is never answered so.
    void refuse(Machine from, Packet packet) {
        if (packet.protocol() == Packet.Protocol.ICMP) return;
        Packet refusal = packet.refusal(withoutPort(packet.target()), Packet.Unreachable.HOST);
        deliver(from, refusal);
    }

    /// Delivers, a moment later, what comes from somewhere in between.
    void deliver(Machine to, Packet packet) {
        trace.sent(director.now, NAME, to.name(), packet);
        long at = director.now + latency().nanos(dice);
        director.agenda.add(
                Due.of(() -> {
                    if (!to.isUp()) return;
                    trace.arrived(NAME, to.name(), packet);
                    to.incarnation().arrives(packet);
                }),
                at);
    }

    boolean isForgotten(Packet packet) {
        return !forgotten.isEmpty()
                && packet.protocol() == Packet.Protocol.TCP
                && forgotten.contains(Flow.of(packet));
    }

    /// What is on the way forgets the connection of the packet.
    void forget(Packet packet) {
        if (packet.protocol() != Packet.Protocol.TCP) return;
        forgotten.add(Flow.of(packet));
        reset(packet);
    }

    /// Answers a packet of a connection that nobody knows any more.
    void reset(Packet packet) {
        if (packet.has(Packet.SYN) && !packet.has(Packet.ACK)) forgotten.remove(Flow.of(packet));
        director.agenda.add(Due.of(() -> nobody.takes(packet)), director.now);
    }
}
