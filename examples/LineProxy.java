// A proxy that stands between a client and a server and shows every line that passes.
//
// ./epoll4j run examples/LineProxy.java 9000 127.0.0.1:6379
//
// listens on port 9000 and connects each client to a server of its own. Without arguments it
// stands between a client and a server that shouts.

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

/// One of the two ends of a conversation. What comes in here goes out at the other end: in whole
/// lines, but nothing waits longer than until it fills the buffer or its end has ended.
static final class Side implements Handler {
    private static final int LONGEST_LINE = 8192;
    private final String arrow;
    private final ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
    private Peer self;
    private Side other;

    private Side(String arrow) {
        this.arrow = arrow;
    }

    /// A client came: connects to `target` and ties the two together.
    static void join(Peer client, SockAddr target) {
        var front = new Side("> ");
        var back = new Side("< ");
        front.other = back;
        back.other = front;
        front.self = client;
        client.handler(front);
        back.self = client.loop().connect(target, back);
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            line.put(next);
            if (next == '\n' || !line.hasRemaining()) pass();
        }
    }

    private void pass() {
        line.flip();
        var text = UTF_8.decode(line.duplicate()).toString();
        IO.println(arrow + text.replaceAll("\\p{Cntrl}", ""));
        // Not a word more until what the other end does not take yet has gone.
        if (!other.self.write(line)) self.pause();
        line.clear();
    }

    @Override
    public void writable(Peer peer) {
        other.self.resume();
    }

    /// This end has said all; the other may still answer.
    @Override
    public void ended(Peer peer) {
        if (line.position() > 0) pass();
        other.self.end();
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        if (reason == CloseReason.ENDED) return; // and so is, or will be, the other
        if (reason == CloseReason.UNREACHABLE) IO.println("! no connection to the server");
        other.self.abort();
    }
}

/// A client has come, and nothing was read from it yet.
Handler tiedTo(SockAddr target) {
    return new Handler() {
        @Override
        public void opened(Peer client) {
            Side.join(client, target);
        }

        @Override
        public void received(Peer client, ByteBuffer bytes) {
            throw new AssertionError("its handler is a Side by now");
        }
    };
}

void main(String[] arguments) throws Exception {
    try (var loop = Loop.open()) {
        if (arguments.length == 2) {
            int port = Integer.parseInt(arguments[0]);
            loop.listen(port, tiedTo(SockAddr.parse(arguments[1])));
            loop.run();
        } else {
            var server = loop.listen(0, (peer, bytes) -> peer.write(shout(bytes)));
            var proxy = loop.listen(0, tiedTo(server.address().sockAddr()));
            var thread = Thread.ofPlatform().start(loop::run);
            try {
                demonstrate(proxy.port());
            } finally {
                loop.stop();
                thread.join();
            }
        }
    }
}

ByteBuffer shout(ByteBuffer bytes) {
    return UTF_8.encode(UTF_8.decode(bytes).toString().toUpperCase(Locale.ROOT));
}

/// Speaks in pieces that are not lines, ends, and still hears the last reply.
void demonstrate(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        var out = socket.getOutputStream();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        for (var piece : List.of("what ", "comes ", "in pieces\n"))
            out.write(piece.getBytes(UTF_8));
        IO.println("heard: " + in.readLine());
        out.write("the last line has no end".getBytes(UTF_8));
        socket.shutdownOutput();
        IO.println("heard: " + in.readLine());
        IO.println("and then: " + in.readLine());
    }
}

// > > what comes in pieces
// > < WHAT COMES IN PIECES
// > heard: WHAT COMES IN PIECES
// > > the last line has no end
// > < THE LAST LINE HAS NO END
// > heard: THE LAST LINE HAS NO END
// > and then: null
