package io.epoll4j.sim;

import org.jspecify.annotations.Nullable;

/// A fault that the test asked for, and how often it has fired. Over all seeds together it must.
final class Asked {
    final String what;

    /// What this is a part of.
    private final @Nullable Asked whole;

    private long fired;

    Asked(String what) {
        this(what, null);
    }

    Asked(String what, @Nullable Asked whole) {
        this.what = what;
        this.whole = whole;
    }

    void fire() {
        fired++;
        if (whole != null) whole.fire();
    }

    long fired() {
        return fired;
    }
}
