package io.epoll4j.sim;

/// What the world itself finds wrong with what happens in it.
final class Verdict extends AssertionError {
    private static final long serialVersionUID = 1;

    /// In a word: `deadlock`, `livelock` and so on.
    final String kind;

    Verdict(String kind, String message) {
        super(kind + ": " + message);
        this.kind = kind;
    }

    Verdict(String kind, Throwable cause) {
        super(kind + ": " + cause.getMessage(), cause);
        this.kind = kind;
    }

    /// A program threw what nobody caught.
    Verdict(Strand thrower, Throwable thrown) {
        super("uncaught: " + thrower + " threw " + thrown, thrown);
        this.kind = "uncaught";
    }
}
