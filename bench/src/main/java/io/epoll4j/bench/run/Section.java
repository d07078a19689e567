package io.epoll4j.bench.run;

/// A kind of measurement.
public enum Section {
    THROUGHPUT("throughput"),
    USER("user time"),
    LATENCY("latency"),
    ACCEPT("accept and close"),
    CALLS("system calls"),
    THREADS("two threads"),
    IDLE("idle connections"),
    STARTUP("start to first reply");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /// As tables name it.
    public String title() {
        return title;
    }

    boolean onRunningServers() {
        return compareTo(CALLS) <= 0;
    }
}
