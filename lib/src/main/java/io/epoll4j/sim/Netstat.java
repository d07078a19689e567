package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Host;
import java.util.HashMap;
import java.util.Map;

/// What there is in a world, for people to read.
final class Netstat {
    private final World world;

    /// Whose each end of a connection is: `server's fd 3`, by its addresses.
    private final Map<String, String> ends = new HashMap<>();

    private final StringBuilder text = new StringBuilder();

    private Netstat(World world) {
        this.world = world;
    }

    static String of(World world) {
        return new Netstat(world).text();
    }

    private String text() {
        text.append("the world at ").append(Times.text(world.director.now));
        for (Machine machine : world.machines()) if (machine.isUp()) findEnds(machine);
        world.machines().forEach(this::add);
        for (Link link : world.network().links())
            for (Partition cut : link.cuts())
                text.append("\n  nothing gets from ")
                        .append(link.from.name())
                        .append(" to ")
                        .append(link.to.name())
                        .append(": ")
                        .append(cut);
        return text.toString();
    }

    private void findEnds(Machine machine) {
        for (int fd : Descriptors.numbers(machine)) {
            String end = Leaks.end(machine.bareKernel(), fd, false);
            if (end != null) ends.put(end, machine.name() + "'s fd " + fd);
        }
    }

    private void add(Machine machine) {
        text.append("\n  ").append(machine.name());
        text.append(" (").append(machine.at(0).host()).append(", ");
        text.append(machine.at6(0).host()).append(")");
        if (!machine.isUp()) text.append(", without power");
        if (machine.standstill.isPaused())
            text.append(machine.standstill.isFrozen() ? ", frozen" : ", paused");
        for (Strand strand : machine.jobs.strands()) text.append("\n    ").append(of(strand));
        if (!machine.isUp()) return;
        for (int fd : Descriptors.numbers(machine)) {
            text.append("\n      fd ").append(Descriptors.describe(machine, fd));
            String other = Leaks.end(machine.bareKernel(), fd, true);
            if (other != null)
                text.append(", which is ").append(ends.getOrDefault(other, "nobody's any more"));
        }
    }

    private static String of(Strand strand) {
        String where = " in " + strand.where();
        return strand
                + switch (strand.state) {
                    case READY -> " could go on" + where;
                    case RUNNING -> " runs" + where;
                    case ENDED -> " has ended";
                    case ASLEEP ->
                            " sleeps"
                                    + where
                                    + (strand.until == Host.NEVER
                                            ? " without limit"
                                            : " until " + Times.text(strand.until));
                };
    }
}
