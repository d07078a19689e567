// A server and its client on one epoll: accept, read, answer, each until it would block.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j Sockets.java

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

void main() {
    try (var epoll = Epoll.open();
            var server = Listener.bind(0);
            var client = Connection.connect(server.local())) {
        var events = new Events(16);
        epoll.watch(server, Interest.READ.edge(), server);
        epoll.watch(client, Interest.READ.or(Interest.WRITE).edge(), client);
        boolean asked = false;
        for (String answer = null; answer == null; ) {
            int n = epoll.await(events, Duration.ofSeconds(10));
            if (n == 0) throw new IllegalStateException("nothing happened");
            for (int i = 0; i < n; i++) {
                switch (events.attachment(i)) {
                    case Listener listener -> {
                        for (var peer = listener.accept(); peer != null; peer = listener.accept()) {
                            IO.println("accepted a connection");
                            epoll.watch(peer, Interest.READ.edge(), peer);
                        }
                    }
                    case Connection peer when peer != client -> {
                        String question = read(peer);
                        if (question.isEmpty()) continue;
                        IO.println("the server reads " + question);
                        peer.write(UTF_8.encode(question.toUpperCase()));
                    }
                    default -> {
                        if (!asked && events.isWritable(i) && client.finishConnect()) {
                            client.write(UTF_8.encode("hello"));
                            asked = true;
                        }
                        String text = read(client);
                        if (!text.isEmpty()) answer = text;
                    }
                }
            }
            if (answer != null) IO.println("the client reads " + answer);
        }
    }
}

String read(Connection peer) {
    var buffer = ByteBuffer.allocate(64);
    while (peer.read(buffer) > 0) {}
    return UTF_8.decode(buffer.flip()).toString();
}

// > accepted a connection
// > the server reads hello
// > the client reads HELLO
