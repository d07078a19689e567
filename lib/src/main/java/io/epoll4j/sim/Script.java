package io.epoll4j.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is to happen in a world instead of what its seed would draw: which faults, and how many
/// there are of what is counted. Unchanging, once it is made.
final class Script {
    /// @param fault the fault; null for the one that is due there
    /// @param amount how much of it; null for as much as is due
    private record Entry(@Nullable Fault fault, @Nullable Long amount) {
        Fault of(Supplier<Fault> due) {
            Fault decided = fault != null ? fault : due.get();
            return amount == null ? decided : Amounts.with(decided, amount);
        }
    }

    private final Map<String, Map<Long, Entry>> entries = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();

    static Script of(Schedule schedule) {
        Script script = new Script();
        for (Strike strike : schedule.strikes())
            script.add(strike.site(), strike.ordinal(), new Entry(strike.fault(), null));
        schedule.counts().forEach(script::count);
        return script;
    }

    private void add(String site, long ordinal, Entry entry) {
        entries.computeIfAbsent(site, name -> new HashMap<>()).put(ordinal, entry);
    }

    /// Decision `ordinal` of `site` is for what is due there.
    void add(String site, long ordinal, @Nullable Long amount) {
        add(site, ordinal, new Entry(null, amount));
    }

    void count(String what, int number) {
        counts.put(what, number);
    }

    /// What decision `ordinal` of `site` is; null for nothing.
    @Nullable Fault decide(String site, long ordinal, Supplier<Fault> due) {
        Entry entry = entries.getOrDefault(site, Map.of()).get(ordinal);
        return entry == null ? null : entry.of(due);
    }

    /// How many there are of `what`; null if it does not say.
    @Nullable Integer count(String what) {
        return counts.get(what);
    }
}
