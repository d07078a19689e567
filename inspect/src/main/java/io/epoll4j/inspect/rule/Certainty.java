package io.epoll4j.inspect.rule;

import java.util.Locale;

/// How certain a finding is.
public enum Certainty {
    /// Healthy programs do this, too.
    POSSIBLE,
    /// Nothing that was seen speaks for a healthy program.
    LIKELY,
    /// It was seen itself.
    SURE;

    /// In lower case.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The lower of the two.
    public Certainty atMost(Certainty other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
