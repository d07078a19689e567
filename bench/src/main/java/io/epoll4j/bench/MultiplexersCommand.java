package io.epoll4j.bench;

import io.epoll4j.bench.multiplexers.MultiplexerFiles;
import io.epoll4j.bench.multiplexers.Multiplexers;
import io.epoll4j.bench.run.Progress;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./epoll4j bench multiplexers`: puts the claims about select, poll and epoll to the test.
@Command(
        name = "multiplexers",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {Main.DONE, Main.NOT_DONE, Main.WRONG_COMMAND},
        description =
                "Times a wait of select, poll and epoll against the number of descriptors watched.")
final class MultiplexersCommand implements Runnable {
    @Option(names = "--quick", description = "Up to 100,000 watched, not 1,000,000.")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go (default: bench/results beside the launcher).")
    private Path out = Main.RESULTS;

    @Override
    public void run() {
        var progress = Progress.onStandardError();
        try {
            var points =
                    new Multiplexers(progress, quick ? 100 : 400)
                            .measure(quick ? 100_000 : 1_000_000);
            System.out.print(MultiplexerFiles.table(points, "", ""));
            System.out.print(MultiplexerFiles.flatness(points));
            System.out.println("written: " + MultiplexerFiles.write(out, points));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
