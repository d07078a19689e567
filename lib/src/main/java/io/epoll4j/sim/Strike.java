package io.epoll4j.sim;

/// A fault that happened.
///
/// @param at when, in nanoseconds since the world began
/// @param site who decided it: a rule on a link, say, or the plan of a chaos
/// @param ordinal the how many-th decision of that site it was
/// @param fault what happened
public record Strike(long at, String site, long ordinal, Fault fault) {
    @Override
    public String toString() {
        return Times.text(at) + "  " + fault + "  [" + site + " #" + ordinal + "]";
    }
}
