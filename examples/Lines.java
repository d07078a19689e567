// Framing as a filter: a server that is given whole lines, and answers in lines.
//
// ./epoll4j run examples/Lines.java 9000
//
// serves until SIGTERM, SIGINT or SIGHUP, and then drains; from another terminal: ncat 127.0.0.1
// 9000. Without a port a client on the same loop talks to it, until its line is too long.

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

static final int LONGEST = 30;

/// Shouts back; without end unless `once`.
record Shouting(boolean once) implements Handler {
    @Override
    public void received(Peer peer, ByteBuffer line) {
        peer.write(UTF_8.encode(UTF_8.decode(line).toString().toUpperCase(Locale.ROOT)));
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        IO.println("server: closed, " + reason + ", " + peer.detail());
        if (once) peer.loop().stop();
    }
}

static final class Talking implements Handler {
    @Override
    public void opened(Peer peer) {
        for (var line : List.of("hello", "two words", "and more than a line may have here"))
            peer.write(UTF_8.encode(line));
    }

    @Override
    public void received(Peer peer, ByteBuffer line) {
        IO.println("client: heard " + UTF_8.decode(line));
    }
}

void main(String[] arguments) {
    int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
    try (var loop = Loop.open()) {
        var settings = SocketSettings.DEFAULT.backlog(128);
        var shouting = Framing.lines(LONGEST, new Shouting(arguments.length == 0));
        var acceptor = loop.listen(SockAddr.loopback(port), settings, shouting);
        loop.drainOnSignals(Duration.ofSeconds(5));
        if (arguments.length > 0) IO.println("listening on " + acceptor);
        else loop.connect(acceptor.address().sockAddr(), Framing.lines(LONGEST, new Talking()));
        loop.run();
    }
}

// > client: heard HELLO
// > client: heard TWO WORDS
// > server: closed, PROTOCOL, a line of more than 30 bytes
