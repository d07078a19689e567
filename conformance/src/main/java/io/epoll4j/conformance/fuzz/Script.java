package io.epoll4j.conformance.fuzz;

/// Writes the programs of a run. One thread uses it.
interface Script {
    /// Writes program number `index` of the run named by `seed` into `into`: always the same.
    void write(long seed, long index, Program into);
}
