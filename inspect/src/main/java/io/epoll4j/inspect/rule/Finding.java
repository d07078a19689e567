package io.epoll4j.inspect.rule;

import java.util.List;

/// What a rule found.
///
/// @param sickness what it is
/// @param certainty how certain that is
/// @param epoll descriptor of the epoll; -1 if it is the whole process's matter
/// @param fds descriptors of the epoll's items that have it, ascending
/// @param evidence what was seen, in numbers; one line
public record Finding(
        Sickness sickness, Certainty certainty, int epoll, List<Integer> fds, String evidence) {

    /// Copies the list.
    public Finding {
        fds = List.copyOf(fds);
    }

    /// Whether it is more than possible.
    public boolean counts() {
        return certainty != Certainty.POSSIBLE;
    }

    /// What to do about it; one line.
    public String cure() {
        return sickness.cure();
    }
}
