package io.epoll4j.conformance;

/// How a case ended on a kernel.
///
/// @param target the kernel's name
/// @param tried the case
/// @param verdict whether the behaviour was seen
/// @param detail what was expected and seen, or why it was skipped; empty if it passed
/// @param nanos how long it took
public record Outcome(String target, Case tried, Verdict verdict, String detail, long nanos) {
    /// The three ways a case can end.
    public enum Verdict {
        /// The behaviour was seen.
        PASSED,
        /// Something else was seen, or the case did not end.
        FAILED,
        /// It could not be tried here.
        SKIPPED
    }
}
