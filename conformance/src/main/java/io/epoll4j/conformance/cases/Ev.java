package io.epoll4j.conformance.cases;

/// One event: the bits and the data it came with.
record Ev(int mask, long data) {
    @Override
    public String toString() {
        return Names.mask(mask) + " of " + data;
    }
}
