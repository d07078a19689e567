// Slow work beside a loop: each line is answered by a virtual thread, which may wait as long as it
// likes, and the answer goes back to the loop.
//
// ./epoll4j run examples/VirtualThreads.java 9000
//
// and from other terminals: ncat 127.0.0.1 9000. Without a port, a hundred guests try it.

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

/// Belongs to the loop's thread, but for [#answer].
static final class Desk implements Handler {
    private static final int LONGEST_LINE = 1000;
    private static final int LONGEST_QUEUE = 16;

    /// What a guest has asked and is not answered yet, in order.
    private static final class Guest {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        final Queue<String> questions = new ArrayDeque<>();
        boolean isAnswered; // by a virtual thread, just now
        boolean hasEnded;
    }

    @Override
    public void opened(Peer peer) {
        peer.attach(new Guest());
    }

    @Override
    public void received(Peer peer, ByteBuffer bytes) {
        var guest = (Guest) peer.attachment();
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                guest.questions.add(guest.line.toString(UTF_8));
                guest.line.reset();
            } else if (guest.line.size() < LONGEST_LINE) {
                guest.line.write(next);
            } else {
                peer.abort();
                return;
            }
        }
        if (guest.questions.size() > LONGEST_QUEUE) peer.pause(); // who asks faster has to wait
        next(peer, guest);
    }

    /// Hands on the next question, one at a time, so that answers keep their order.
    private void next(Peer peer, Guest guest) {
        if (guest.isAnswered) return;
        var question = guest.questions.poll();
        if (question != null) {
            guest.isAnswered = true;
            Thread.startVirtualThread(() -> {
                var answer = UTF_8.encode(answer(question) + "\n");
                peer.execute(() -> {
                    peer.write(answer);
                    guest.isAnswered = false;
                    next(peer, guest);
                });
            });
        } else if (guest.hasEnded) {
            peer.close();
        } else {
            peer.resume();
        }
    }

    /// In a virtual thread: may wait for a file, a database, another server.
    private static String answer(String question) {
        try {
            Thread.sleep(Duration.ofMillis(20));
            return question.toUpperCase(Locale.ROOT) + "!";
        } catch (InterruptedException stopped) {
            return "no answer";
        }
    }

    @Override
    public void ended(Peer peer) {
        var guest = (Guest) peer.attachment();
        guest.hasEnded = true;
        next(peer, guest);
    }

    @Override
    public void draining(Peer peer) {
        ended(peer);
    }
}

void main(String[] arguments) throws InterruptedException {
    try (var loop = Loop.open()) {
        int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
        var bound = loop.listen(port, new Desk());
        if (arguments.length == 0) Thread.startVirtualThread(() -> demonstrate(loop, bound.port()));
        else IO.println("listening on " + bound);
        loop.run();
    }
}

/// The JDK's own sockets park the virtual thread that waits for them.
void demonstrate(Loop loop, int port) {
    try (var guests = Executors.newVirtualThreadPerTaskExecutor()) {
        var heard = new ArrayList<Future<String>>();
        for (int i = 0; i < 100; i++) heard.add(guests.submit(() -> ask(port, "one\ntwo\n")));
        for (var each : heard)
            if (!each.get().equals("ONE!\nTWO!\n")) throw new IllegalStateException(each.get());
        IO.println(heard.size() + " guests have their answers");
    } catch (InterruptedException | ExecutionException failed) {
        System.err.println("a guest went without: " + failed.getMessage());
    } finally {
        loop.stop();
    }
}

String ask(int port, String questions) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(questions.getBytes(UTF_8));
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}

// > 100 guests have their answers
