package io.epoll4j.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What a test claims of a world: what holds at every step, and what is reached in some seed. Used
/// by whoever holds the baton.
final class Claims {
    private final Map<String, BooleanSupplier> always = new LinkedHashMap<>();
    private final Map<String, Reach> sometimes = new LinkedHashMap<>();

    void always(String what, BooleanSupplier condition) {
        always.put(what, condition);
    }

    Reach sometimes(String what) {
        return sometimes.computeIfAbsent(what, Reach::new);
    }

    /// After a step.
    void check() {
        for (var one : always.entrySet()) {
            if (!one.getValue().getAsBoolean())
                throw new Verdict("always", "this does not hold any more: " + one.getKey());
        }
    }

    List<Reach> reaches() {
        return List.copyOf(sometimes.values());
    }
}
