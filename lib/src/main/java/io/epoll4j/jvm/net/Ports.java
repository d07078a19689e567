package io.epoll4j.jvm.net;

import io.epoll4j.jvm.spi.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Which sockets of one protocol hold which port (net/ipv4/inet_connection_sock.c, net/ipv4/udp.c).
///
/// Its lock is a leaf. Any thread may use it.
public final class Ports {
    /// `net.ipv4.ip_local_port_range`
    private static final int FIRST_EPHEMERAL = 32_768;

    private static final int EPHEMERAL = 28_232;
    private static final int PAGE_BITS = 8;
    private static final int PAGES = 1 << PAGE_BITS;

    private final ReentrantLock lock = new ReentrantLock();

    /// The holders of each port, in pages of 256 ports: no key is made for a look-up.
    private final Holders[][] pages = new Holders[PAGES][];

    private int nextEphemeral;

    /// @param start where in the range the first free port is sought: protocols that start apart do
    ///   not meet the other's numbers by chance
    public Ports(int start) {
        this.nextEphemeral = start;
    }

    /// `get_port`: gives the socket `wanted`'s port, or a free one for port 0; false if it is
    /// taken.
    ///
    /// @param avoided the port a connection is to go to, which must not become its own; or 0
    boolean take(InetSocket socket, Endpoint wanted, int avoided) {
        lock.lock();
        try {
            int port = wanted.port();
            if (port != 0) {
                return hold(socket, wanted);
            }
            for (int tries = 0; tries < EPHEMERAL; tries++) {
                Endpoint candidate = wanted.withPort(FIRST_EPHEMERAL + nextEphemeral++ % EPHEMERAL);
                if (candidate.port() != avoided
                        && holdersOf(candidate.port()) == null
                        && hold(socket, candidate)) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the socket may go on to listen on the port it holds.
    public boolean mayListen(InetSocket socket) {
        lock.lock();
        try {
            Holders there = holdersOf(socket.local.port());
            return there == null || !there.conflict(socket, socket.local);
        } finally {
            lock.unlock();
        }
    }

    /// `__inet_inherit_port`: a connection that was made through a listener holds its port too, for
    /// as long as there is a connection, whatever becomes of the listener.
    public void share(InetSocket child) {
        lock.lock();
        try {
            makeHoldersOf(child.local.port()).children.add(child);
            child.bound = true;
        } finally {
            lock.unlock();
        }
    }

    /// `inet_put_port`
    public void release(InetSocket socket) {
        if (!socket.bound) {
            return;
        }
        lock.lock();
        try {
            socket.bound = false;
            Holders there = holdersOf(socket.local.port());
            if (there != null && !there.children.remove(socket)) {
                there.sockets.removeIf(socket::is);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The socket that is to have what `from` sends to `to`: connected to it before listening or
    /// bound, an exact address before any. Of several that share a port, always the same for the
    /// same two addresses.
    public @Nullable InetSocket find(Endpoint to, Endpoint from) {
        lock.lock();
        try {
            Holders holders = holdersOf(to.port());
            if (holders == null) {
                return null;
            }
            List<InetSocket> there = holders.sockets;
            int best = 0;
            int equals = 0;
            for (int i = 0; i < there.size(); i++) { // an iterator would be garbage
                int score = there.get(i).score(to, from);
                if (score > best) {
                    best = score;
                    equals = 0;
                }
                if (score == best) {
                    equals++;
                }
            }
            return best == 0 ? null : pick(there, to, from, best, equals);
        } finally {
            lock.unlock();
        }
    }

    /// `reuseport_select_sock`: without SO_REUSEPORT the newest has it.
    private static @Nullable InetSocket pick(
            List<InetSocket> there, Endpoint to, Endpoint from, int best, int equals) {
        int wanted = equals - 1;
        if (equals > 1 && there.getLast().options.isReusePort()) {
            wanted = (int) ((flow(to, from) * equals) >>> Integer.SIZE);
        }
        for (int i = 0; i < there.size(); i++) {
            if (there.get(i).score(to, from) == best && wanted-- == 0) {
                return there.get(i);
            }
        }
        return null;
    }

    /// `inet_ehashfn`: 32 bits that depend on nothing but the addresses at both ends, so that what
    /// is between the same two goes to the same socket, in every kernel and every run.
    public static long flow(Endpoint to, Endpoint from) {
        long ends = mixed(to.high() ^ mixed(to.low()));
        ends = mixed(ends ^ from.high() ^ mixed(from.low()));
        ends = mixed(ends ^ (long) to.port() << Short.SIZE ^ from.port());
        return ends >>> Integer.SIZE;
    }

    /// Spreads every bit over all of them (the end of MurmurHash3).
    private static long mixed(long bits) {
        long half = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        long whole = (half ^ half >>> 33) * 0xC4CEB9FE1A85EC53L;
        return whole ^ whole >>> 33;
    }

    /// `inet_twsk_hashdance`: a connection in TIME_WAIT keeps its port.
    public void keep(InetTimeWait rest) {
        lock.lock();
        try {
            makeHoldersOf(rest.local().port()).rests.add(rest);
        } finally {
            lock.unlock();
        }
    }

    /// `inet_twsk_bind_unhash`
    public void free(InetTimeWait rest) {
        lock.lock();
        try {
            Holders there = holdersOf(rest.local().port());
            if (there != null) {
                there.rests.remove(rest);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Holders holdersOf(int port) {
        Holders[] page = pages[port >>> PAGE_BITS];
        Holders there = page == null ? null : page[port & (PAGES - 1)];
        return there == null || there.isEmpty() ? null : there;
    }

    private Holders makeHoldersOf(int port) {
        Holders[] page = pages[port >>> PAGE_BITS];
        if (page == null) {
            page = new Holders[PAGES];
            pages[port >>> PAGE_BITS] = page;
        }
        Holders there = page[port & (PAGES - 1)];
        if (there == null) {
            there = new Holders();
            page[port & (PAGES - 1)] = there;
        }
        return there;
    }

    /// Who holds one port.
    private static final class Holders {
        /// Those who asked for it.
        final List<InetSocket> sockets = new ArrayList<>(1);

        /// Connections made through a listener: nothing is looked up among them, and there may be
        /// very many.
        final Set<InetSocket> children = new LinkedHashSet<>(0);

        /// Connections in TIME_WAIT.
        final Set<InetTimeWait> rests = new LinkedHashSet<>(0);

        boolean isEmpty() {
            return sockets.isEmpty() && children.isEmpty() && rests.isEmpty();
        }

        boolean conflict(InetSocket socket, Endpoint at) {
            return conflicts(sockets, socket, at)
                    || conflicts(children, socket, at)
                    || meetsRest(socket, at);
        }

        private boolean meetsRest(InetSocket socket, Endpoint at) {
            for (InetTimeWait rest : rests) {
                if (rest.meets(socket, at)) {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean hold(InetSocket socket, Endpoint at) {
        Holders there = makeHoldersOf(at.port());
        if (there.conflict(socket, at)) {
            return false;
        }
        there.sockets.add(socket);
        socket.local = at;
        socket.bound = true;
        return true;
    }

    /// `inet_csk_bind_conflict`
    private static boolean conflicts(Collection<InetSocket> there, InetSocket socket, Endpoint at) {
        for (InetSocket other : there) {
            if (other.is(socket) || !overlap(socket, at, other)) {
                continue;
            }
            boolean reuse =
                    socket.options.isReuseAddress()
                            && other.options.isReuseAddress()
                            && (!socket.isStream() || other.state != SocketState.LISTEN);
            boolean share = socket.options.isReusePort() && other.options.isReusePort();
            if (!reuse && !share) {
                return true;
            }
        }
        return false;
    }

    private static boolean overlap(InetSocket socket, Endpoint at, InetSocket other) {
        Endpoint there = other.local;
        if (at.isAny() && there.isAny()) {
            return at.isV4() == there.isV4() || (!socket.isV6Only() && !other.isV6Only());
        }
        if (at.isAny()) {
            return socket.covers(at, there);
        }
        return there.isAny() ? other.covers(there, at) : at.sameAddress(there);
    }
}
