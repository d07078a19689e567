package io.epoll4j.conformance.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// One item of an epoll as `/proc/self/fdinfo` shows it (proc_pid_fdinfo(5)): its number, and its
/// events and data in hexadecimal.
record Fdinfo(String tfd, String events, String data) {
    private static final Pattern LINE =
            Pattern.compile("tfd:\\s*(\\d+) events:\\s*(\\w+) data:\\s*(\\w+).*");

    /// The items of an epoll.
    static List<Fdinfo> of(Ep e) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + e.n)).stream()
                .map(LINE::matcher)
                .filter(line -> line.matches())
                .map(line -> new Fdinfo(part(line, 1), part(line, 2), part(line, 3)))
                .toList();
    }

    private static String part(java.util.regex.Matcher line, int group) {
        return Objects.requireNonNull(line.group(group));
    }
}
