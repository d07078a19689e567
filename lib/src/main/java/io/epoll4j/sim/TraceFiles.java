package io.epoll4j.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the traces of failed worlds where `-Depoll4j.traces=DIR` says: of each a text, a capture
/// and a JSON file, named after the test and the seed, so that a run overwrites what the one before
/// it has left.
final class TraceFiles {
    private TraceFiles() {}

    /// The same failure; its message says where the files are, or why they are not. Whatever goes
    /// wrong here, the failure itself is told.
    static WorldFailure write(WorldFailure failure, World.Body body) {
        String folder = System.getProperty("epoll4j.traces");
        if (folder == null) return failure;
        try {
            Path begin = Path.of(folder, test(body) + "-seed" + failure.seed());
            String where = "traces: " + write(failure.trace(), begin.toString());
            Shrunk shrunk = failure.shrunk();
            if (shrunk != null)
                where +=
                        "\n  and of what it takes: "
                                + write(shrunk.failure().trace(), begin + "-least");
            return failure.withWritten(where);
        } catch (IOException | RuntimeException wrong) {
            return failure.withWritten("its traces could not be written: " + wrong);
        }
    }

    private static String write(Trace trace, String begin) throws IOException {
        Path text = Path.of(begin + ".txt").toAbsolutePath();
        Files.createDirectories(text.getParent());
        trace.writeText(text);
        trace.writePcapng(Path.of(begin + ".pcapng"));
        trace.writeJson(Path.of(begin + ".json"));
        return begin + ".txt, .pcapng, .json";
    }

    /// `CounterTest.itCounts`, if the class that wrote the body is on the stack; otherwise the name
    /// of that class alone.
    private static String test(World.Body body) {
        String wrote = body.getClass().getName().replaceAll("\\$\\$.*", "");
        String simple = wrote.substring(wrote.lastIndexOf('.') + 1);
        String method =
                StackWalker.getInstance()
                        .walk(frames ->
                                frames.filter(frame -> frame.getClassName().equals(wrote))
                                        .map(StackWalker.StackFrame::getMethodName)
                                        .filter(name -> !name.startsWith("lambda$"))
                                        .reduce("", (earlier, later) -> later));
        return method.isEmpty() ? simple : simple + "." + method;
    }
}
