package io.epoll4j.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running server: its process, its port, and a line to ask it.
public final class Server implements AutoCloseable {
    private static final String READY = "listening on 127.0.0.1:";

    /// An option of the JVM: what it has to say on the side is of no interest.
    static final String SILENT = "-Xlog:disable";

    private final Contender contender;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final int port;

    private Server(Contender contender, Process process) throws IOException {
        this.contender = contender;
        this.process = process;
        answers = process.inputReader();
        questions = process.outputWriter();
        String line = answers.readLine();
        if (line == null || !line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IOException(contender.label() + " does not start: " + line);
        }
        port = Integer.parseInt(line.substring(READY.length()));
    }

    /// Starts a server and waits until it listens.
    static Server start(Toolbox tools, Contender contender, int threads, List<String> extra)
            throws IOException {
        var command =
                tools.pinned(tools.serverCores(threads), contender.command(tools, threads, extra));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (extra.contains(SILENT)) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        return new Server(contender, builder.start());
    }

    Contender contender() {
        return contender;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /// `allocated` or `live`: bytes of heap allocated so far, or alive after a collection;
    /// `compiling`: milliseconds that compilers have worked.
    long ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(contender.label() + " has ended");
        }
        return Long.parseLong(answer);
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            // A JVM that writes an AOT cache takes a while to end.
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
