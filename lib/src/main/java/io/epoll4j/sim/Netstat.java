package io.epoll4j.sim;

import io.epoll4j.jvm.Host;

/// What there is in a world, for people to read.
final class Netstat {
    private Netstat() {}

    static String of(World world) {
        var text = new StringBuilder("the world at ").append(Times.text(world.director.now));
        for (Machine machine : world.machines()) {
            text.append("\n  ").append(machine.name());
            text.append(" (").append(machine.at(0).host()).append(", ");
            text.append(machine.at6(0).host()).append(")");
            if (!machine.isUp()) text.append(", without power");
            if (machine.standstill.isPaused())
                text.append(machine.standstill.isFrozen() ? ", frozen" : ", paused");
            for (Strand strand : machine.jobs.strands()) text.append("\n    ").append(of(strand));
            if (!machine.isUp()) continue;
            for (String open : Descriptors.of(machine)) text.append("\n      fd ").append(open);
        }
        return text.toString();
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
