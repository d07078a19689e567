package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.epoll4j.sys.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Starts each server, says hello to it over loopback, has it inspected and stops it with a signal:
/// all that a real start loads and links, for the JVM to remember. The launcher runs it once, after
/// a build.
@Command(name = "rehearse", hidden = true, description = "Let the JVM learn how the servers start.")
final class Rehearsal implements Callable<Integer> {
    private static final int SIGTERM = 15;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (var server : List.of("echoman", "echo")) rehearse(server);
        return 0;
    }

    private static void rehearse(String name) throws IOException, InterruptedException {
        var said = new PipedReader();
        var out = new PrintWriter(new PipedWriter(said), true);
        var server =
                Thread.ofPlatform().start(() -> Main.commandLine().setOut(out).execute(name, "0"));
        var ready = new BufferedReader(said).readLine();
        int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("hello\n".getBytes(US_ASCII));
            client.getInputStream().read();
            inspectMyself();
        }
        Kernel.linux().kill(Kernel.linux().getpid(), SIGTERM);
        server.join();
    }

    /// The inspector has this very process to look at, server and client in one.
    private static void inspectMyself() {
        var unheard = new PrintWriter(Writer.nullWriter());
        int pid = Kernel.linux().getpid();
        for (var form : List.of("--all-fds", "--json"))
            Main.commandLine()
                    .setOut(unheard)
                    .setErr(unheard)
                    .execute("inspect", form, Integer.toString(pid));
    }
}
