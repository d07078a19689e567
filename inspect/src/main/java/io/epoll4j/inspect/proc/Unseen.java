package io.epoll4j.inspect.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What could not be looked at in one look, and why: a line for each kind, however often it
/// happened.
///
/// For one thread.
final class Unseen {
    private final Map<String, Integer> times = new LinkedHashMap<>();

    /// Says that `what` could not be seen because of `why`.
    void add(String what, String why) {
        times.merge(what + ": " + why, 1, Integer::sum);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        times.forEach((line, n) -> lines.add(n == 1 ? line : line + " (" + n + " times)"));
        return lines;
    }
}
