package io.epoll4j.bench.run;

import java.util.ArrayList;
import java.util.List;

/// A server that takes part, in the order of the tables.
public enum Contender {
    C("C", "c"),
    RAW("epoll4j raw", "raw"),
    LOOP_ET("epoll4j loop ET", "loop-et"),
    LOOP_LT("epoll4j loop LT", "loop-lt"),
    NIO("Java NIO", "nio"),
    NETTY_NIO("Netty NIO", "netty-nio"),
    NETTY_EPOLL("Netty epoll", "netty-epoll"),
    NETTY_URING("Netty io_uring", "netty-io_uring");

    /// The same for every server in Java, but for what Netty's users set to get the most of it.
    private static final List<String> JAVA =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-Xms256m",
                    "-Xmx1g",
                    "-XX:MaxDirectMemorySize=4g",
                    "--enable-native-access=ALL-UNNAMED");

    private static final List<String> NETTY =
            List.of(
                    "-Dio.netty.leakDetection.level=disabled",
                    "-Dio.netty.buffer.checkBounds=false",
                    "-Dio.netty.buffer.checkAccessible=false",
                    "-Dio.netty.noUnsafe=false",
                    "-Dio.netty.tryReflectionSetAccessible=true",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final String label;
    private final String id;

    Contender(String label, String id) {
        this.label = label;
        this.id = id;
    }

    /// As people read it.
    public String label() {
        return label;
    }

    /// As options and files name it.
    public String id() {
        return id;
    }

    /// Whether it is built on epoll4j.
    public boolean ours() {
        return this == RAW || this == LOOP_ET || this == LOOP_LT;
    }

    /// Whether it is someone else's, in Java.
    public boolean javaRival() {
        return this != C && !ours();
    }

    private boolean netty() {
        return id.startsWith("netty");
    }

    /// The command line of a server with `threads` threads on a free port; `extra` goes to the JVM,
    /// if there is one.
    List<String> command(Toolbox tools, int threads, List<String> extra) {
        if (this == C) {
            return List.of(tools.program("echo").toString(), "0", Integer.toString(threads));
        }
        var command = new ArrayList<String>();
        command.add(tools.java());
        command.addAll(JAVA);
        if (netty()) {
            command.addAll(NETTY);
        }
        command.addAll(extra);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("io.epoll4j.bench.server.ServerMain", id, "0"));
        command.add(Integer.toString(threads));
        return command;
    }
}
