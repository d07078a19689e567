package io.epoll4j.sim;

import io.epoll4j.sys.SysException;
import java.util.List;
import java.util.Set;

/// Whether two worlds failed in the same way: for the same reason, and at the same place of the
/// source, whatever the numbers.
final class Sameness {
    /// Whoever throws for others.
    private static final List<String> OTHERS =
            List.of(
                    "java.",
                    "jdk.",
                    "org.junit.",
                    "org.opentest4j.",
                    "org.assertj.",
                    "org.hamcrest.");

    /// What another run of the same seed need not show: the world was not a world.
    private static final Set<String> FROM_OUTSIDE =
            Set.of("not deterministic", "stuck", "stranger");

    private Sameness() {}

    /// Whether the world alone decides that it fails.
    static boolean isRepeatable(Throwable reason) {
        return !(reason instanceof Verdict verdict && FROM_OUTSIDE.contains(verdict.kind));
    }

    /// In what way it failed.
    static String of(Throwable reason) {
        if (!(reason instanceof Verdict verdict)) return thrown(reason);
        Throwable cause = verdict.getCause();
        return verdict.kind + ": " + (cause == null ? withoutNumbers(verdict) : thrown(cause));
    }

    private static String thrown(Throwable thrown) {
        String what = thrown.getClass().getName() + " at " + place(thrown);
        return thrown instanceof SysException ? what + withoutNumbers(thrown) : what;
    }

    private static String withoutNumbers(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).replaceAll("[0-9]+", "");
    }

    private static String place(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getClassName();
            if (OTHERS.stream().noneMatch(name::startsWith))
                return name + ":" + frame.getLineNumber();
        }
        return "";
    }
}
