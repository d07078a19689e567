// A chat room over TCP: what one guest says, the others hear.
//
// ./epoll4j run examples/ChatRoom.java 9000
//
// and from other terminals: ncat 127.0.0.1 9000. Without a port, three guests play it through.

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

/// Everybody who is in, by name, in the order of coming. Belongs to the loop's thread.
static final class Room implements Handler {
    private static final int LONGEST_LINE = 1000;
    private final Map<String, Peer> guests = new LinkedHashMap<>();

    /// What is known of a connection: its name once it has one, and a line that has not ended.
    private static final class Guest {
        String name;
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
    }

    @Override
    public void opened(Peer peer) {
        peer.attach(new Guest());
        tell(peer, "your name?");
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        var guest = (Guest) peer.attachment();
        while (bytes.hasRemaining() && peer.isOpen()) {
            byte next = bytes.get();
            if (next == '\n') said(peer, guest, takeLine(guest));
            else if (guest.line.size() < LONGEST_LINE) guest.line.write(next);
            else dismiss(peer, "a line has at most " + LONGEST_LINE + " bytes");
        }
    }

    /// Without what could play tricks on the others' terminals.
    private static String takeLine(Guest guest) {
        var line = guest.line.toString(UTF_8).replaceAll("\\p{Cntrl}", "").strip();
        guest.line.reset();
        return line;
    }

    private void said(Peer peer, Guest guest, String line) {
        if (line.isEmpty()) return;
        if (guest.name != null) {
            tellOthers(peer, guest.name + ": " + line);
        } else if (guests.putIfAbsent(line, peer) != null) {
            tell(peer, line + " is here already; another name?");
        } else {
            guest.name = line;
            tell(peer, "here are: " + String.join(", ", guests.keySet()));
            tellOthers(peer, "* " + line + " comes in");
        }
    }

    private static void dismiss(Peer peer, String why) {
        tell(peer, why);
        peer.close();
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        var name = ((Guest) peer.attachment()).name;
        if (name == null) return;
        guests.remove(name);
        tellOthers(peer, "* " + name + " leaves");
    }

    private static void tell(Peer peer, String text) {
        peer.write(UTF_8.encode(text + "\n"));
    }

    /// To a copy of the list: who does not read is thrown out right here, and leaves it.
    private void tellOthers(Peer speaker, String text) {
        var bytes = UTF_8.encode(text + "\n");
        for (var guest : List.copyOf(guests.values()))
            if (guest != speaker) guest.write(bytes.duplicate());
    }
}

void main(String[] arguments) throws Exception {
    // A guest who lets a megabyte lie unread costs the others memory.
    var settings = new Settings().queueLimit(1 << 20);
    try (var loop = Loop.open(settings)) {
        if (arguments.length > 0) {
            var address = SockAddr.any(Integer.parseInt(arguments[0]));
            IO.println("listening on " + loop.listen(address, new Room()));
            loop.run();
        } else {
            int port = loop.listen(0, new Room()).port();
            var room = Thread.ofPlatform().start(loop::run);
            try {
                play(port);
            } finally {
                loop.stop();
                room.join();
            }
        }
    }
}

void play(int port) throws IOException {
    try (var ann = new Visitor(port, "Ann");
            var bob = new Visitor(port, "Bob")) {
        ann.hears();
        ann.says("hello, Bob");
        bob.hears();
        try (var cat = new Visitor(port, "Cat")) {
            ann.hears();
            cat.says("\u001b[2Jshort visit");
            ann.hears();
        }
        ann.hears();
        for (int i = 0; i < 3; i++) bob.hears();
    }
}

/// Somebody at the other end, who waits for every line.
static final class Visitor implements AutoCloseable {
    private final String name;
    private final Socket socket;
    private final BufferedReader lines;

    Visitor(int port, String name) throws IOException {
        this.name = name;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        hears();
        says(name);
        hears();
    }

    void says(String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    void hears() throws IOException {
        IO.println(name + " hears " + lines.readLine());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

// > Ann hears your name?
// > Ann hears here are: Ann
// > Bob hears your name?
// > Bob hears here are: Ann, Bob
// > Ann hears * Bob comes in
// > Bob hears Ann: hello, Bob
// > Cat hears your name?
// > Cat hears here are: Ann, Bob, Cat
// > Ann hears * Cat comes in
// > Ann hears Cat: [2Jshort visit
// > Ann hears * Cat leaves
// > Bob hears * Cat comes in
// > Bob hears Cat: [2Jshort visit
// > Bob hears * Cat leaves
