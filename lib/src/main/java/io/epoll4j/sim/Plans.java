package io.epoll4j.sim;

import java.util.ArrayList;
import java.util.List;

/// The partitions and the chaos that a test has asked for and that are not on the agenda yet: they
/// are put there once all is said of them, when the world runs.
final class Plans {
    private final World world;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Chaos> chaos = new ArrayList<>();
    private int named;

    Plans(World world) {
        this.world = world;
    }

    Partition partition(List<Machine> ones, List<Machine> others) {
        String name =
                "partition %d (%s | %s)"
                        .formatted(++named, Partition.text(ones), Partition.text(others));
        return partition(name, ones, others, world.network().ask(name));
    }

    Partition partition(String name, List<Machine> ones, List<Machine> others, Asked counted) {
        var partition = new Partition(world, name, ones, others, counted);
        partitions.add(partition);
        return partition;
    }

    void chaos(Chaos what) {
        chaos.add(what);
    }

    /// The world begins to run, or goes on.
    void draw() {
        for (Chaos one : chaos)
            new ChaosPlan(world, this, one, world.network().ask(one.toString())).draw();
        chaos.clear();
        plan();
    }

    /// Puts the partitions on the agenda.
    void plan() {
        if (partitions.isEmpty()) return;
        for (Partition partition : partitions) partition.plan();
        partitions.clear();
    }
}
