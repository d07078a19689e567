// A server and its client in a simulated world: two machines, a slow network that loses packets,
// and for two seconds none at all.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j FirstWorld.java

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import module io.epoll4j;

static final int PORT = 7;
static final int WORDS = 20;

/// The server, as it is: it is told which kernel to use, and knows nothing of a world.
static void serve(Kernel kernel) {
    try (var loop = Loop.open(kernel, new Settings())) {
        loop.listen(SockAddr.any(PORT), (peer, bytes) -> peer.write(bytes));
        loop.run();
    }
}

/// The client, which may block: says each word and waits until it comes back.
static void ask(Kernel kernel, SockAddr server, List<String> heard) {
    try (var connection = Connection.connect(kernel, server)) {
        connection.setNonBlocking(false);
        for (int i = 0; i < WORDS; i++) {
            String word = "word " + i;
            connection.write(US_ASCII.encode(word));
            var answer = ByteBuffer.allocate(word.length());
            while (answer.hasRemaining() && connection.read(answer) >= 0) {}
            heard.add(US_ASCII.decode(answer.flip()).toString());
        }
    }
}

void main() {
    World.forSeeds(
            100,
            world -> {
                var heard = new ArrayList<String>();
                var server = world.machine("server").run(on -> serve(on.kernel()));
                var client =
                        world.machine("client")
                                .run(on -> ask(on.kernel(), on.resolve("server", PORT), heard));
                world.network().latency(ofMillis(1), ofMillis(50)).loss(0.01);
                world.partition(server, client).from(ofMillis(500)).until(ofSeconds(2));
                world.run(ofMinutes(5));
                if (heard.size() != WORDS) throw new AssertionError("heard only " + heard);
            });
    IO.println("100 worlds, and every word came back in each");
}

// > 100 worlds, and every word came back in each
