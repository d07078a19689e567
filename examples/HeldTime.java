// A test of one's own server in which time stands still until the test moves it: a guest who says
// nothing for thirty seconds is sent away, not a moment earlier, and nobody waits for it.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j HeldTime.java

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import module io.epoll4j;

static final int PORT = 7;

/// The server to be tested: it says a word back, and has no patience for silence.
static void serve(Kernel kernel) {
    try (var loop =
            Loop.open(kernel, new Settings().timeouts(Timeouts.DEFAULT.idle(ofSeconds(30))))) {
        loop.listen(SockAddr.any(PORT), (peer, bytes) -> peer.write(bytes));
        loop.run();
    }
}

/// What the guest has heard since it was asked last; null if the server has hung up.
static String heard(Connection guest) {
    var bytes = ByteBuffer.allocate(100);
    while (true) {
        int read = guest.read(bytes);
        if (read == Connection.END) return bytes.position() == 0 ? null : text(bytes);
        if (read <= 0) return text(bytes);
    }
}

static String text(ByteBuffer bytes) {
    return US_ASCII.decode(bytes.flip()).toString();
}

static void check(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
}

void main() {
    World.forSeed(
            1,
            world -> {
                var server = world.machine("server").run(on -> serve(on.kernel()));
                var client = world.machine("client");
                world.run(ofMillis(1)); // the server listens

                try (var guest = Connection.connect(client.kernel(), server.at(PORT))) {
                    world.run(ofMillis(1)); // the network takes a tenth of that
                    guest.write(US_ASCII.encode("hello"));
                    check("".equals(heard(guest)), "no time has passed, so nothing has come");
                    world.run(ofMillis(1));
                    check("hello".equals(heard(guest)), "the word comes back");

                    world.run(ofSeconds(29));
                    check("".equals(heard(guest)), "29 seconds of silence are borne");
                    world.run(ofSeconds(2));
                    check(heard(guest) == null, "thirty are not");
                }
                world.run(ofSeconds(1));
            });
    IO.println("half a minute has been tested");
}

// > half a minute has been tested
