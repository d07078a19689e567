package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.Snapshot;
import java.util.List;

/// The process has nearly as many descriptors as it may have.
final class DescriptorLimit implements Rule {
    private static final double NEAR = 0.9;
    private static final int LEFT = 2;

    @Override
    public List<Finding> find(Looks looks) {
        long most = looks.now().process().maxOpenFiles();
        int has = looks.now().process().openFiles();
        if (most <= 0 || has < NEAR * most) return List.of();
        return List.of(
                new Finding(
                        Sickness.DESCRIPTOR_LIMIT,
                        reached(looks.now()) ? Certainty.SURE : Certainty.LIKELY,
                        -1,
                        List.of(),
                        "%,d descriptors of %,d".formatted(has, most)));
    }

    /// Whether none can be opened, or nearly so.
    static boolean reached(Snapshot now) {
        long most = now.process().maxOpenFiles();
        return most > 0 && now.process().openFiles() >= most - LEFT;
    }
}
