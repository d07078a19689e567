package io.epoll4j.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes of all objects that are still reachable: to the byte what this JVM's own histogram
/// counts, where [Runtime#freeMemory()] also shows what the collector keeps for itself.
public final class LiveHeap {
    private static final String JCMD = Path.of(System.getProperty("java.home"), "bin/jcmd") + "";

    private LiveHeap() {}

    public static long bytes() {
        var pid = Long.toString(ProcessHandle.current().pid());
        try {
            // Not through a pipe: the histogram is written while all threads stand still, its
            // reader as well.
            var file = Files.createTempFile("heap", ".txt");
            var jcmd = new ProcessBuilder(JCMD, pid, "GC.class_histogram");
            if (jcmd.redirectOutput(file.toFile()).start().waitFor() != 0)
                throw new IllegalStateException(Files.readString(file));
            try (var lines = Files.lines(file)) {
                // Total  <instances>  <bytes>
                var total = lines.filter(line -> line.startsWith("Total ")).findFirst();
                return Long.parseLong(total.orElseThrow().split(" +")[2]);
            } finally {
                Files.delete(file);
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted while the heap was weighed", interrupted);
        } catch (IOException noJcmd) {
            throw new UncheckedIOException(noJcmd);
        }
    }
}
