package io.epoll4j.conformance;

/// One behaviour of epoll, and the program that tries it.
///
/// @param id the row's name, such as `ET-01`
/// @param title what must be seen, in one line
/// @param scope the kernels it must hold for
/// @param version where kernels differ by version, which do; empty if none
/// @param body the program
public record Case(String id, String title, Scope scope, String version, Body body) {
    /// The program of a case: returns if the behaviour was seen.
    @FunctionalInterface
    public interface Body {
        /// Tries the behaviour on `target`. May be called from any thread, once at a time.
        ///
        /// @throws Mismatch if something else was seen
        /// @throws Skip if it cannot be tried here
        void run(Target target) throws Exception;
    }

    /// Whether this case is for that kernel at all.
    public boolean appliesTo(Target target) {
        return scope != Scope.LINUX || target.linux() != null;
    }

    @Override
    public String toString() {
        return id + " " + title;
    }
}
