package io.epoll4j.bench.load;

import static io.epoll4j.sys.EpollFlags.EPOLL_CLOEXEC;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import java.io.IOException;

/// Runs one load and prints what it saw as a line of JSON.
public final class LoadMain {
    private static final int EVENTS = 1024;
    private static final int STALL_MILLIS = 10_000;
    private static final long LATE_NANOS = 2_000_000_000L;

    private final Kernel kernel = Kernel.linux();
    private final Options options;
    private final Measurement seen;
    private final int epoll =
            SysException.check(kernel.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "");
    private final EpollEvents events = new EpollEvents(EVENTS);

    private LoadMain(Options options) {
        this.options = options;
        seen = new Measurement(options.pid());
    }

    /// Takes the options that [Options] names.
    public static void main(String[] arguments) throws IOException {
        var load = new LoadMain(Options.parse(arguments));
        try {
            switch (load.options.mode()) {
                case "closed" -> load.closed();
                case "open" -> load.open();
                case "accept" -> new AcceptLoop(load.options, load.seen).run();
                default -> load.idle();
            }
            load.seen.report();
        } catch (SysException | IllegalStateException e) {
            System.err.println("load: " + e.getMessage());
            System.exit(1);
        }
    }

    /// Closed loop: every connection has a fixed number of messages in flight and sends the next
    /// when one is answered.
    private void closed() throws IOException {
        var conns = Conn.connectAll(options, epoll);
        long t = System.nanoTime();
        long warm = t + options.warm();
        long until = warm + options.time();
        for (var conn : conns) {
            start(conn, t, options.flight());
        }
        while (t < until) {
            int n = kernel.epollWait(epoll, events, EVENTS, STALL_MILLIS);
            if (n == 0) {
                throw new IllegalStateException("no echo for " + STALL_MILLIS + " ms");
            }
            for (int i = 0; i < n; i++) {
                var conn = conns[(int) events.data(i)];
                if (conn.serve(events.events(i))) {
                    again(conn);
                }
            }
            t = System.nanoTime();
            if (!seen.begun() && t >= warm) {
                seen.begin();
            }
        }
        seen.end();
        Conn.closeAll(conns);
    }

    private void again(Conn conn) {
        long at = System.nanoTime();
        int done = 0;
        for (; conn.answered(options.size()); done++) {
            seen.record(at - conn.started[(int) (conn.ended++ % conn.started.length)]);
        }
        if (done > 0) {
            start(conn, at, done);
        }
    }

    private void start(Conn conn, long at, int messages) {
        for (int i = 0; i < messages; i++) {
            conn.started[(int) (conn.begun++ % conn.started.length)] = at;
        }
        conn.sendMore((long) messages * options.size());
    }

    /// Open loop: message i is due at i / rate, whatever came back until then, and its latency
    /// counts from when it was due. Connections take turns: the k-th of connection c is number c +
    /// k * connections.
    private void open() throws IOException {
        var conns = Conn.connectAll(options, epoll);
        long epoch = System.nanoTime();
        long warm = epoch + options.warm();
        long until = warm + options.time();
        long sent = 0;
        for (long t = epoch; t < until; t = System.nanoTime()) {
            for (int i = 0; i < EVENTS && due(epoch, sent) <= t && due(epoch, sent) < until; i++) {
                conns[(int) (sent++ % conns.length)].sendMore(options.size());
            }
            look(conns, epoch);
            if (!seen.begun() && t >= warm) {
                seen.begin();
            }
        }
        long late = System.nanoTime() + LATE_NANOS;
        while (back(conns) < sent && System.nanoTime() < late) {
            look(conns, epoch);
        }
        for (int c = 0; c < conns.length; c++) {
            for (; c + conns[c].ended * conns.length < sent; conns[c].ended++) {
                seen.lost(System.nanoTime() - due(epoch, c + conns[c].ended * conns.length));
            }
        }
        seen.end();
        Conn.closeAll(conns);
    }

    private static long back(Conn[] conns) {
        long back = 0;
        for (var conn : conns) {
            back += conn.ended;
        }
        return back;
    }

    private long due(long epoch, long message) {
        return epoch + (long) (message * 1e9 / options.rate());
    }

    /// One look at the sockets without waiting: this thread has its core for itself.
    private void look(Conn[] conns, long epoch) {
        int n = kernel.epollWait(epoll, events, EVENTS, 0);
        for (int i = 0; i < n; i++) {
            int index = (int) events.data(i);
            var conn = conns[index];
            if (conn.serve(events.events(i))) {
                long at = System.nanoTime();
                for (; conn.answered(options.size()); conn.ended++) {
                    seen.record(at - due(epoch, index + conn.ended * conns.length));
                }
            }
        }
    }

    /// Idle connections: each has had one message echoed; then nothing.
    private void idle() throws IOException {
        var conns = Conn.connectAll(options, -1);
        for (var conn : conns) {
            conn.exchange(options.size());
        }
        seen.begin();
        seen.end();
        Conn.closeAll(conns);
    }
}
