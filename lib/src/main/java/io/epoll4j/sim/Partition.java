package io.epoll4j.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Nothing gets from some machines to others: `world.partition(a, b).from(ofSeconds(8))
/// .until(ofSeconds(12))`. From now on and for ever, unless it says otherwise. Without a word: what
/// is sent vanishes in a black hole, unless it is [#told].
///
/// Must stop a packet in some seed, or the test fails.
public final class Partition {
    private final World world;
    private final List<Machine> one;
    private final List<Machine> other;
    private final Asked asked;
    private final List<Link> cut = new ArrayList<>();
    private final String site;
    private long from;
    private long until = Long.MAX_VALUE;
    private boolean bothWays = true;
    private boolean told;
    private boolean over;

    Partition(World world, String site, List<Machine> one, List<Machine> other, Asked asked) {
        this.world = world;
        this.site = site;
        this.one = List.copyOf(one);
        this.other = List.copyOf(other);
        this.asked = asked;
        from = world.director.now;
    }

    /// When it begins, since the world began.
    public Partition from(Duration at) {
        from = Times.nanos(at);
        return this;
    }

    /// When it ends, since the world began.
    public Partition until(Duration at) {
        until = Times.nanos(at);
        return this;
    }

    /// Only from the first to the second; what these send still arrives.
    public Partition oneWay() {
        bothWays = false;
        return this;
    }

    /// A router answers with ICMP "host unreachable".
    public Partition told() {
        told = true;
        return this;
    }

    /// Ends it now.
    public void heal() {
        over = true;
        for (Link link : cut) link.mend(this);
        cut.clear();
    }

    /// How many packets it has stopped.
    public long fired() {
        return asked.fired();
    }

    boolean isTold() {
        return told;
    }

    void stopped() {
        asked.fire();
    }

    /// Puts it on the agenda, once all is said.
    void plan() {
        if (until < from)
            throw new IllegalArgumentException(
                    site + " ends at " + Times.text(until) + ", before it begins");
        if (from <= world.director.now) begin();
        else world.at(from, this::begin);
    }

    private void begin() {
        if (over) return;
        Fault decided =
                world.faults.order(
                        site,
                        new Fault.Cut(
                                names(one),
                                names(other),
                                bothWays,
                                told,
                                Duration.ofNanos(until - from)));
        if (!(decided instanceof Fault.Cut fault)) return;
        cut(one, other);
        if (bothWays) cut(other, one);
        long end = Times.after(world.director.now, Times.nanos(fault.length()));
        if (end != Long.MAX_VALUE) world.at(end, this::heal);
    }

    private void cut(List<Machine> senders, List<Machine> receivers) {
        for (Machine sender : senders) {
            for (Machine receiver : receivers) {
                if (sender == receiver) continue;
                Link link = world.network().link(sender, receiver);
                link.cut(this);
                cut.add(link);
            }
        }
    }

    @Override
    public String toString() {
        return site;
    }

    static String text(List<Machine> machines) {
        return String.join(", ", names(machines));
    }

    private static List<String> names(List<Machine> machines) {
        return machines.stream().map(Machine::name).toList();
    }
}
