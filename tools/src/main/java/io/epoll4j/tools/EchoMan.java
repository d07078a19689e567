package io.epoll4j.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.epoll4j.Connection;
import io.epoll4j.Epoll;
import io.epoll4j.Events;
import io.epoll4j.Interest;
import io.epoll4j.Listener;
import io.epoll4j.Registration;
import io.epoll4j.Waker;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The classic first epoll server: whatever you say to it, it's echo man.
///
/// One thread, edge-triggered. A guest is read to the end of its burst, then armed for EPOLLOUT,
/// answered, and armed for EPOLLIN again. Arming looks at the descriptor anew, so bytes that came
/// meanwhile make an event of their own: epoll_ctl(2), EPOLL_CTL_MOD.
@Command(
        name = "echoman",
        mixinStandardHelpOptions = true,
        description = "Answers each burst of bytes with \"it's echo man\".",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:stopped by SIGINT, SIGTERM or SIGHUP",
            Main.NOT_DONE,
            Main.WRONG_COMMAND
        })
final class EchoMan implements Callable<Integer> {
    private static final byte[] ANSWER = "it's echo man\n".getBytes(US_ASCII);
    private static final int LONGEST_BURST = 256; // reads; then even an endless one is answered
    private static final long SECOND = 1_000_000_000L;

    @Mixin private Where where = new Where();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final FileChannel stdout = new FileOutputStream(FileDescriptor.out).getChannel();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(512);
    private final Events events = new Events(64);
    private final Set<Guest> guests = new LinkedHashSet<>();
    private boolean full; // there is no descriptor left for the next guest
    private boolean stopping;

    /// Null until it is called: Linux is not asked for help texts.
    private @Nullable Ground ground;

    EchoMan() {
        this(null);
    }

    EchoMan(@Nullable Ground ground) {
        this.ground = ground;
    }

    private Ground ground() {
        if (ground == null) ground = Ground.linux();
        return ground;
    }

    @Override
    public Integer call() throws IOException {
        try (var epoll = Epoll.open(ground().kernel());
                var stop = Waker.open(ground().kernel());
                var _ = ground().onStop().apply(stop::wake)) {
            epoll.watch(stop, Interest.READ.edge(), stop);
            receive(epoll);
            finish(epoll);
        }
        return 0;
    }

    private void receive(Epoll epoll) throws IOException {
        try (var listener = Listener.bind(ground().kernel(), where.address())) {
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
    private void finish(Epoll epoll) throws IOException {
        long deadline = ground().now() + 5 * SECOND;
        while (turn(epoll, SECOND / 10) > 0 || anyoneIsOwed()) {
            if (ground().now() > deadline) break;
        }
        for (var guest : List.copyOf(guests)) guest.close();
    }

    /// Waits once and serves what is ready.
    private int turn(Epoll epoll, long atMost) throws IOException {
        int n = epoll.await(events, atMost);
        for (int i = 0; i < n; i++) {
            switch (events.attachment(i)) {
                case Guest guest -> guest.serve();
                case Listener listener -> accept(epoll, listener);
                case Waker stop -> stopping = true;
                case null, default -> {} // closed since the event was taken
            }
        }
        return n;
    }

    /// Accepts until nobody waits, or there is no room.
    private void accept(Epoll epoll, Listener listener) {
        var address = new SockAddr();
        try {
            for (Connection connection; (connection = listener.accept(address)) != null; ) {
                guests.add(new Guest(epoll, connection));
                say(
                        "Accepted connection on descriptor %d (host=%s, port=%d)"
                                .formatted(connection.fd(), address.host(), address.port()));
            }
            full = false;
        } catch (SysException refused) { // EMFILE, ENFILE, ENOBUFS, ENOMEM
            if (!full)
                spec.commandLine()
                        .getErr()
                        .println("no room for more guests: " + refused.getMessage());
            full = true;
        }
    }

    private boolean anyoneIsOwed() {
        return guests.stream().anyMatch(guest -> guest.answer.hasRemaining());
    }

    private void say(String line) {
        if (!where.quiet) tell(line);
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
    }

    /// A connection, and what is left of the answer that we owe it.
    private final class Guest {
        private final Connection connection;
        private final Registration<Guest> watch;
        private final ByteBuffer answer = ByteBuffer.wrap(ANSWER).position(ANSWER.length);
        private boolean saidAll; // it will send nothing more, and may still be owed an answer

        Guest(Epoll epoll, Connection connection) {
            this.connection = connection;
            try {
                watch = epoll.watch(connection, Interest.READ.edge(), this);
            } catch (SysException refused) { // ENOSPC, ENOMEM
                connection.close();
                throw refused;
            }
        }

        void serve() throws IOException {
            try {
                if (answer.hasRemaining()) answer();
                else listen();
            } catch (SysException gone) { // ECONNRESET, EPIPE, ETIMEDOUT: nobody is left to tell
                close();
            }
        }

        /// Reads the burst to its end and arms the answer.
        private void listen() throws IOException {
            int n = 0;
            int reads = 0;
            for (; reads < LONGEST_BURST; reads++) {
                n = connection.read(buffer.clear());
                if (n == Connection.END || n == Connection.WOULD_BLOCK) break;
                hear();
            }
            saidAll = n == Connection.END;
            if (reads > 0) {
                answer.rewind();
                watch.modify(Interest.WRITE.edge());
            } else if (saidAll) {
                close();
            }
        }

        private void hear() throws IOException {
            if (where.quiet) return;
            buffer.flip();
            while (buffer.hasRemaining()) stdout.write(buffer);
        }

        /// Writes what there is room for. The rest is another event's business.
        private void answer() {
            connection.write(answer);
            if (answer.hasRemaining()) return;
            if (saidAll) close();
            else watch.modify(Interest.READ.edge());
        }

        void close() {
            int descriptor = connection.fd();
            connection.close();
            guests.remove(this);
            say("Closed connection on descriptor " + descriptor);
        }
    }
}
