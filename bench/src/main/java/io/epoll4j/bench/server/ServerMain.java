package io.epoll4j.bench.server;

/// Starts one of the echo servers written in Java.
public final class ServerMain {
    private ServerMain() {}

    /// `KIND PORT THREADS`; port 0 picks a free one.
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        int bound =
                switch (arguments[0]) {
                    case "nio" -> NioEcho.start(port, threads);
                    case "netty-nio", "netty-epoll", "netty-io_uring" ->
                            NettyEcho.start(arguments[0], port, threads);
                    case "raw" -> RawEcho.start(port, threads);
                    case "loop-lt", "loop-et" -> LoopEcho.start(arguments[0], port, threads);
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.out.println("listening on 127.0.0.1:" + bound);
        Control.run();
    }
}
