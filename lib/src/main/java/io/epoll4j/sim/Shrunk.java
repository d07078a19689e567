package io.epoll4j.sim;

import java.util.List;

/// What it takes for a world to fail: what was left of a [Schedule] after everything had been left
/// out or made smaller that could be, and the world failed in the same way all the same.
///
/// @param schedule the faults that it takes
/// @param steps the same in sentences, one for each fault; those for a crash and the restart after
///   it are one
/// @param recipe the line with which to see it again: [World#replay(String, World.Body)]
/// @param tries how many worlds were tried
/// @param isLeast whether nothing more can be left out; false if there was no time to try
/// @param failure how the world fails then
public record Shrunk(
        Schedule schedule,
        List<String> steps,
        String recipe,
        int tries,
        boolean isLeast,
        WorldFailure failure) {
    /// Takes a copy.
    public Shrunk {
        steps = List.copyOf(steps);
    }

    /// For the message of a failure.
    String text() {
        var text = new StringBuilder(steps.isEmpty() ? "it takes no fault" : "it takes only this");
        text.append(isLeast ? "" : ", or less").append(" (").append(tries).append(" tries)");
        String comma = ", with ";
        for (var count : schedule.counts().entrySet()) {
            text.append(comma).append(count.getKey()).append(" = ").append(count.getValue());
            comma = ", ";
        }
        if (!steps.isEmpty()) text.append(':');
        for (int i = 0; i < steps.size(); i++)
            text.append("\n  ").append(i + 1).append(". ").append(steps.get(i));
        text.append("\n  and then, ").append(failure.what());
        return text.append('\n').append(Seeds.replaying(recipe)).toString();
    }
}
