import module io.epoll4j;

static final int MOST_GUESTS = 1_000;
static final Interest BOTH = Interest.READ.or(Interest.WRITE).edge();

int guests;

/// A connection and the bytes it is owed: who does not take them is not read from.
class Guest {
    final Connection connection;
    final Registration<Guest> watch;
    final ByteBuffer owed = ByteBuffer.allocateDirect(1 << 14);

    Guest(Epoll epoll, Connection connection) {
        this.connection = connection;
        watch = epoll.watch(connection, BOTH, this);
        guests++;
    }

    void echo() {
        try {
            for (int i = 0; i < 16; i++) {
                int read = connection.read(owed);
                int written = connection.write(owed.flip());
                owed.compact();
                if (read == Connection.END && owed.position() == 0) {
                    close();
                    return;
                }
                if (read <= 0 && written <= 0) return; // the next edge goes on from here
            }
            watch.modify(BOTH); // others first: what is ready still is another event
        } catch (SysException reset) {
            close();
        }
    }

    void close() {
        connection.close();
        guests--;
    }
}

/// Lets in all who wait; false if there is no room.
boolean accept(Epoll epoll, Listener server) {
    try {
        for (Connection next; guests < MOST_GUESTS; ) {
            if ((next = server.accept()) == null) return true;
            new Guest(epoll, next);
        }
    } catch (SysException full) { // no descriptor is left
    }
    return false;
}

void main(String[] arguments) {
    int port = arguments.length == 0 ? 9000 : Integer.parseInt(arguments[0]);
    try (var epoll = Epoll.open();
            var server = Listener.bind(port)) {
        epoll.watch(server, Interest.READ.edge(), server);
        IO.println("listening on " + server.local());
        var events = new Events(256);
        for (boolean someWait = false; ; ) {
            int n = epoll.await(events, someWait ? 100_000_000 : Epoll.FOREVER);
            for (int i = 0; i < n; i++) {
                if (events.attachment(i) instanceof Guest guest) guest.echo();
                else someWait = true;
            }
            if (someWait) someWait = !accept(epoll, server);
        }
    }
}
