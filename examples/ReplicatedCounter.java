// A counter kept on three machines, with a bug that ordinary tests miss and a world finds.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j
// ReplicatedCounter.java

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;

import module io.epoll4j;

static final int PORT = 7000;
static final int ADDS = 10;
static final List<String> REPLICAS = List.of("red", "green", "blue");

/// One of the three. It keeps the newest value that it was told, and tells it.
static void replica(Here on) {
    try (var socket = Datagram.bind(on.kernel(), SockAddr.any(PORT))) {
        socket.setNonBlocking(false);
        var from = new SockAddr();
        var bytes = ByteBuffer.allocate(100);
        int version = 0;
        int value = 0;
        for (; ; ) {
            socket.receive(bytes.clear(), from);
            String[] words = US_ASCII.decode(bytes.flip()).toString().split(" ");
            if (words[1].equals("put") && Integer.parseInt(words[2]) > version) {
                version = Integer.parseInt(words[2]);
                value = Integer.parseInt(words[3]);
            }
            socket.send(US_ASCII.encode(words[0] + " " + version + " " + value), from);
        }
    }
}

/// Adds one, again and again: reads the newest value and writes the next, which two must confirm.
static final class Adder {
    private final Here on;
    private final Datagram socket;
    private final Epoll epoll;
    private final Events events = new Events(1);
    private int questions;

    Adder(Here on, Datagram socket, Epoll epoll) {
        this.on = on;
        this.socket = socket;
        this.epoll = epoll;
        epoll.add(socket, Interest.READ);
    }

    /// @param enough how many are asked for the newest value. Two of three: of those that have
    ///   confirmed the last one, at least one is among any two.
    int add(int enough) {
        int[] newest = {0, 0};
        for (int[] answer : ask("get", enough)) if (answer[0] > newest[0]) newest = answer;
        int value = newest[1] + 1;
        ask("put " + (newest[0] + 1) + " " + value, 2);
        return value;
    }

    /// Asks all three until so many have answered; again if none does for a tenth of a second.
    private Collection<int[]> ask(String question, int enough) {
        String number = Integer.toString(++questions);
        var answers = new TreeMap<String, int[]>();
        for (int ready = 0; answers.size() < enough; ready = epoll.await(events, ofMillis(100))) {
            if (ready > 0) hear(number, answers);
            else for (String replica : REPLICAS) tell(replica, number + " " + question);
        }
        return answers.values();
    }

    private void tell(String replica, String text) {
        socket.send(US_ASCII.encode(text), on.resolve(replica, PORT));
    }

    private void hear(String number, Map<String, int[]> answers) {
        var from = new SockAddr();
        var bytes = ByteBuffer.allocate(100);
        socket.receive(bytes, from);
        String[] words = US_ASCII.decode(bytes.flip()).toString().split(" ");
        int[] answer = {Integer.parseInt(words[1]), Integer.parseInt(words[2])};
        if (words[0].equals(number)) answers.put(from.toString(), answer);
    }
}

static void count(World world, int enough) {
    for (String name : REPLICAS) world.machine(name).serve(on -> replica(on));
    int[] total = new int[1];
    world.machine("client")
            .run(on -> {
                try (var socket = Datagram.bind(on.kernel(), SockAddr.any(0));
                        var epoll = Epoll.open(on.kernel())) {
                    var adder = new Adder(on, socket, epoll);
                    for (int i = 0; i < ADDS; i++) total[0] = adder.add(enough);
                }
            });
    world.run(ofMinutes(1));
    if (total[0] != ADDS) throw new AssertionError("added " + ADDS + ", counted " + total[0]);
}

static void weather(World world) {
    world.network().latency(ofMillis(1), ofMillis(20)).loss(0.02);
}

void main() {
    // The bug: "all three were told the last value, so any one of them knows it".
    World.forSeeds(10, world -> count(world, 1));
    IO.println("where nothing goes wrong, one answer is enough");
    try {
        World.forSeeds(
                1_000,
                world -> {
                    weather(world);
                    count(world, 1);
                });
    } catch (WorldFailure failure) {
        var shrunk = failure.shrunk();
        IO.println(shrunk.failure().getCause().getMessage());
        for (var strike : shrunk.schedule().strikes())
            IO.println("it takes: " + strike.fault().getClass().getSimpleName());
    }
    World.forSeeds(
            100,
            world -> {
                weather(world);
                count(world, 2);
            });
    IO.println("two of three, and nothing is lost in 100 worlds");
}

// > where nothing goes wrong, one answer is enough
// > added 10, counted 9
// > it takes: Lose
// > two of three, and nothing is lost in 100 worlds
