// A TCP proxy under chaos: whatever happens to the machines, the network and the calls, a client
// that asks again gets every word through it.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j ChaosProxy.java

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import module io.epoll4j;

static final int PORT = 7;
static final int WORDS = 10;

/// One of the two ends that the proxy ties together.
static final class Side implements Handler {
    private Peer self;
    private Side other;

    /// A client came: connects to `target`, and what one says the other hears.
    static void join(Peer client, SockAddr target) {
        var front = new Side();
        var back = new Side();
        front.other = back;
        back.other = front;
        front.self = client;
        client.handler(front);
        back.self = client.loop().connect(target, back);
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        // Not a word more until what the other end does not take yet has gone.
        if (!other.self.write(bytes)) self.pause();
    }

    @Override
    public void writable(Peer peer) {
        other.self.resume();
    }

    @Override
    public void ended(Peer peer) {
        other.self.end();
    }

    @Override
    public void closed(Peer peer, CloseReason reason) {
        if (reason != CloseReason.ENDED) other.self.abort();
    }
}

/// A client has come, and nothing was read from it yet.
static Handler tiedTo(SockAddr target) {
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

/// Serves, and begins again when the kernel has no descriptors or memory to begin with. A peer from
/// whom nothing comes for a minute is given up.
static void serve(Here on, Handler handler) {
    var settings = new Settings().timeouts(Timeouts.DEFAULT.idle(ofMinutes(1)));
    settings.onPressure(on::log).onError((peer, error) -> on.log(error.toString()));
    for (; ; ) {
        try (var loop = Loop.open(on.kernel(), settings)) {
            loop.listen(SockAddr.any(PORT), handler);
            loop.run();
        } catch (SysException refused) {
            on.sleep(ofMillis(10));
        }
    }
}

/// Asks for each word until it comes back whole, on a new connection after two seconds in vain.
static void ask(Here on, List<String> heard) {
    while (heard.size() < WORDS) {
        try (var connection = Connection.connect(on.kernel(), on.resolve("proxy", PORT));
                var epoll = Epoll.open(on.kernel())) {
            epoll.add(connection, Interest.READ);
            for (String word = "word"; word.equals("word"); on.sleep(ofMillis(500))) {
                word = answer(connection, epoll, word);
                if (word.equals("word")) heard.add(word);
                if (heard.size() == WORDS) return;
            }
        } catch (SysException broken) {
            on.sleep(ofMillis(100));
        }
    }
}

static String answer(Connection connection, Epoll epoll, String word) {
    var events = new Events(1);
    var answer = ByteBuffer.allocate(word.length());
    connection.setNonBlocking(false); // until it is connected
    connection.write(US_ASCII.encode(word));
    while (answer.hasRemaining()) {
        if (epoll.await(events, ofSeconds(2)) == 0) break;
        if (connection.read(answer) < 0) break;
    }
    return US_ASCII.decode(answer.flip()).toString();
}

void main() {
    World.forSeeds(
            50,
            world -> {
                var heard = new ArrayList<String>();
                world.machine("server").serve(on -> serve(on, (peer, bytes) -> peer.write(bytes)));
                world.machine("proxy").serve(on -> serve(on, tiedTo(on.resolve("server", PORT))));
                var client = world.machine("client").run(on -> ask(on, heard));
                world.chaos(Chaos.everything().sparing(client).until(ofSeconds(10)));
                world.run(ofMinutes(10));
                if (heard.size() != WORDS) throw new AssertionError("heard only " + heard);
            });
    IO.println("50 worlds in chaos, and every word came back in each");
}

// > 50 worlds in chaos, and every word came back in each
