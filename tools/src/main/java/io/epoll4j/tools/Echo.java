package io.epoll4j.tools;

import io.epoll4j.Connection;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.Waker;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Gives back the bytes it gets, as RFC 862 has it, losing none.
///
/// One thread, edge-triggered. A peer is registered once, for everything, so a message costs a read
/// and a write and no epoll_ctl. A peer that does not take its reply is not read from either: what
/// it is owed never exceeds one buffer, and its own sending comes to a halt.
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        description = "Gives back the bytes it gets (RFC 862).")
final class Echo implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;
    private static final int SPARES = 64;
    private static final int SHARE = 16; // reads, after which a peer lets the others go first
    private static final long SECOND = 1_000_000_000L;
    private static final Interest EVERYTHING =
            Interest.READ.or(Interest.WRITE).or(Interest.PEER_CLOSED).edge();
    private static final int ENDING =
            EpollFlags.EPOLLRDHUP | EpollFlags.EPOLLHUP | EpollFlags.EPOLLERR;

    @Mixin private Where where = new Where();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Events events = new Events(256);
    private final Set<Peer> peers = new LinkedHashSet<>();
    private final Set<Peer> unfinished =
            new LinkedHashSet<>(); // have had their share and may have more
    private final Deque<ByteBuffer> spares = new ArrayDeque<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private boolean full; // there is no descriptor left for the next peer
    private boolean stopping;

    @Override
    public Integer call() throws IOException {
        try (var epoll = Epoll.open();
                var stop = Waker.open()) {
            epoll.watch(stop, Interest.READ.edge(), stop);
            Signals.onStop(stop::wake);
            receive(epoll);
            finish(epoll);
        }
        return 0;
    }

    private void receive(Epoll epoll) throws IOException {
        try (var listener = where.listen()) {
            epoll.watch(listener, Interest.READ.edge(), listener);
            tell("listening on " + listener.local());
            while (!stopping) {
                turn(epoll, full ? SECOND : Epoll.FOREVER);
                // An edge is not repeated: who found no room is let in by trying again.
                if (full) accept(epoll, listener);
            }
            accept(epoll, listener);
        }
    }

    /// Serves those who are here until all are silent and have had theirs, or it takes too long.
    private void finish(Epoll epoll) {
        long deadline = System.nanoTime() + 5 * SECOND;
        while (turn(epoll, SECOND / 10) > 0 || anyoneIsOwed()) {
            if (System.nanoTime() > deadline) break;
        }
        for (var peer : List.copyOf(peers)) peer.close();
    }

    /// Waits once and serves what is ready; answers how much that was.
    private int turn(Epoll epoll, long atMost) {
        int n = epoll.await(events, unfinished.isEmpty() ? atMost : Epoll.NOW);
        var again = List.copyOf(unfinished);
        unfinished.clear();
        for (int i = 0; i < n; i++) {
            switch (events.attachment(i)) {
                case Peer peer -> peer.serve(events.has(i, ENDING));
                case Listener listener -> accept(epoll, listener);
                case Waker stop -> stopping = true;
                case null, default -> {} // closed since the event was taken
            }
        }
        for (var peer : again) peer.serve(true);
        return n + again.size();
    }

    /// Accepts until nobody waits, or there is no room.
    private void accept(Epoll epoll, Listener listener) {
        var address = new SockAddr();
        try {
            for (Connection connection; (connection = listener.accept(address)) != null; ) {
                peers.add(new Peer(epoll, connection));
                say(
                        "Accepted connection on descriptor %d (host=%s, port=%d)"
                                .formatted(connection.fd(), address.host(), address.port()));
            }
            full = false;
        } catch (SysException refused) { // EMFILE, ENFILE, ENOBUFS, ENOMEM
            if (!full)
                spec.commandLine()
                        .getErr()
                        .println("no room for more peers: " + refused.getMessage());
            full = true;
        }
    }

    private boolean anyoneIsOwed() {
        return peers.stream().anyMatch(peer -> peer.owed != null);
    }

    private void say(String line) {
        if (!where.quiet) tell(line);
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
    }

    /// A connection, and what did not fit into its socket when last written.
    private final class Peer {
        private final Connection connection;
        private @Nullable ByteBuffer owed;

        Peer(Epoll epoll, Connection connection) {
            this.connection = connection;
            try {
                epoll.watch(connection, EVERYTHING, this);
            } catch (SysException refused) { // ENOSPC, ENOMEM
                connection.close();
                throw refused;
            }
        }

        /// Reads and writes until there is nothing to read, no room to write, or enough for now.
        ///
        /// @param ending whether the end may follow upon the last byte without an event of its own
        void serve(boolean ending) {
            if (!connection.isOpen()) return;
            try {
                for (int reads = 0; reads < SHARE; reads++) {
                    if (!repay()) return; // EPOLLOUT will tell when there is room
                    int n = connection.read(buffer.clear());
                    if (n == Connection.WOULD_BLOCK) return;
                    if (n == Connection.END) {
                        close();
                        return;
                    }
                    connection.write(buffer.flip());
                    if (buffer.hasRemaining()) owe();
                    // A short read has emptied the socket, epoll(7): what comes now is a new edge.
                    else if (n < BUFFER && !ending) return;
                }
                unfinished.add(this);
            } catch (SysException gone) { // ECONNRESET, EPIPE, ETIMEDOUT: nobody is left to tell
                close();
            }
        }

        /// Whether nothing is owed any more.
        private boolean repay() {
            if (owed == null) return true;
            connection.write(owed);
            if (owed.hasRemaining()) return false;
            giveUpOwed();
            return true;
        }

        private void owe() {
            owed = buffer;
            buffer = spares.isEmpty() ? ByteBuffer.allocateDirect(BUFFER) : spares.pop();
        }

        private void giveUpOwed() {
            if (owed != null && spares.size() < SPARES) spares.push(owed);
            owed = null;
        }

        void close() {
            int descriptor = connection.fd();
            connection.close();
            peers.remove(this);
            giveUpOwed();
            say("Closed connection on descriptor " + descriptor);
        }
    }
}
