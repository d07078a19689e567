// A pseudoterminal: what is typed at the master reaches the terminal line by line.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j Ttys.java

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

void main() {
    try (var epoll = Epoll.open();
            var pty = Pty.open()) {
        var events = new Events(4);
        var buffer = ByteBuffer.allocate(64);
        epoll.add(pty.terminal(), Interest.READ);
        pty.master().write(UTF_8.encode("half a li"));
        IO.println(epoll.await(events, Epoll.NOW) + " events before the line ends");
        pty.master().write(UTF_8.encode("ne\n"));
        epoll.await(events, Epoll.FOREVER);
        pty.terminal().read(buffer);
        IO.println("typed: " + UTF_8.decode(buffer.flip()).toString().strip());

        epoll.add(pty.master(), Interest.READ);
        epoll.await(events, Epoll.FOREVER);
        pty.master().read(buffer.clear());
        IO.println("shown: " + UTF_8.decode(buffer.flip()).toString().strip());
    }
}

// > 0 events before the line ends
// > typed: half a line
// > shown: half a line
