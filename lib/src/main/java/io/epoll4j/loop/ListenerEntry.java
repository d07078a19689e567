package io.epoll4j.loop;

import io.epoll4j.Address;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/// A listener of a loop: accepts until there is no more, and keeps its head when there is no room.
///
/// Always edge-triggered: a listener that pauses is silent without an `epoll_ctl`.
final class ListenerEntry extends Entry {
    /// Accepted per turn before the other entries have theirs.
    private static final int SHARE = 64;

    private static final long FIRST_PAUSE = 10_000_000;
    private static final long LONGEST_PAUSE = 1_000_000_000;
    private static final int FLAGS = SocketFlags.SOCK_NONBLOCK | SocketFlags.SOCK_CLOEXEC;

    private final Kernel kernel;
    final Handler handler;
    private final Adopter adopter;

    /// Where it is bound.
    final Address address;

    /// Whether the connections are Unix-domain ones.
    final boolean unix;

    private final SockAddr source = new SockAddr();
    private final @Nullable Reserve reserve;

    /// There was no room: waits for some.
    private boolean paused;

    /// The application wants no connections now, or none ever.
    private boolean held;

    private boolean told;
    private long pause = FIRST_PAUSE;

    /// Connections in a row that were gone before they could be accepted.
    private int gone;

    /// The loop that accepts serves.
    static final Adopter KEEP =
            (from, listener, fd, remote, address) ->
                    from.opening.admit(listener, fd, remote, address);

    /// Takes charge of an accepted connection that has its place.
    interface Adopter {
        /// Takes over `fd`, which `listener` of `from` has accepted.
        ///
        /// @param remote where it comes from, see [Peer#remote]
        /// @param address counted against the limit per address, null where there is none
        void adopt(
                Loop from, ListenerEntry listener, int fd, byte[] remote, @Nullable Object address);
    }

    ListenerEntry(Loop loop, int fd, Handler handler, Adopter adopter) {
        super(loop, fd);
        this.kernel = loop.kernel;
        this.handler = handler;
        this.adopter = adopter;
        address = Address.of(loop.sockets.name(fd));
        unix = address.isUnix();
        reserve = loop.settings.pressure == Pressure.SHED ? new Reserve(kernel) : null;
    }

    /// Begins.
    void start(int events) {
        loop.poller.slots.add(this);
        int answer = loop.poller.register(this, loop.poller.once(events));
        if (answer >= 0) return;
        discard();
        throw new SysException("epoll_ctl", "ADD, fd " + fd, answer);
    }

    @Override
    void ready(int events) {
        if (held) return;
        if (paused) {
            if (events != Poller.LISTED) return;
            paused = false;
            loop.timers.cancel(this);
            loop.admission.forget(this);
        }
        if (takeShare()) loop.ready.add(this);
    }

    /// Accepts up to a share; whether there may be more.
    private boolean takeShare() {
        for (int i = 0; i < SHARE; i++) {
            boolean sheds = reserve != null;
            boolean room = !sheds && loop.admission.enter();
            if (!room && !sheds) {
                pause("the limit on connections is reached");
                // Whoever left before this listener waited has called nobody.
                if (loop.admission.hasRoom()) loop.ready.add(this);
                return false;
            }
            int accepted = kernel.accept4(fd, source, FLAGS);
            // No place is held for somebody who may not come: another would be turned away for it.
            if (sheds && accepted >= 0) room = loop.admission.enter();
            if (accepted >= 0 && room) {
                if (!admit(accepted) || held) return false;
                pause = FIRST_PAUSE;
                gone = 0;
            } else {
                if (room) loop.admission.leave();
                if (accepted >= 0) reject(accepted, "the limit on connections is reached");
                else if (!goOn(-accepted)) return false;
            }
        }
        return true;
    }

    /// Whether to accept on: not where there was no memory for this one.
    private boolean admit(int accepted) {
        String address;
        String counted = null;
        try {
            address = unix || !loop.admission.countsAddresses() ? null : host();
            if (address == null || loop.admission.enter(address)) {
                counted = address;
                adopter.adopt(loop, this, accepted, Sockets.bytes(source), address);
                return true;
            }
        } catch (Throwable thrown) {
            loop.admission.leave(counted);
            loop.admission.leave();
            return failed(accepted, thrown);
        }
        loop.admission.leave();
        reject(accepted, "the limit on connections from " + address + " is reached");
        return true;
    }

    /// Where the connection accepted last comes from, one that came to an IPv6 listener over IPv4
    /// by its IPv4 address.
    private String host() {
        return source.address() instanceof Inet4Address v4 ? v4.getHostAddress() : source.host();
    }

    /// Nobody could take over what was accepted.
    private boolean failed(int accepted, Throwable thrown) {
        String why = thrown.getClass().getSimpleName();
        reject(accepted, why);
        loop.callbacks.failed(null, thrown);
        return pause(why);
    }

    private void reject(int accepted, String why) {
        loop.sockets.resetOnClose(accepted);
        loop.callbacks.close(accepted);
        rejected(why);
    }

    private void rejected(String why) {
        loop.counters.rejected++;
        LoopEvents.rejected(why);
        tell("rejecting connections: " + why);
    }

    /// Whether to accept on after `errno`.
    private boolean goOn(int errno) {
        return switch (errno) {
            case Errno.EAGAIN -> false;
            case Errno.EMFILE, Errno.ENFILE -> shed(errno) || pause(Errno.name(errno));
            case Errno.ENOBUFS, Errno.ENOMEM -> pause(Errno.name(errno));
            case Errno.EBADF, Errno.EINVAL, Errno.ENOTSOCK, Errno.EOPNOTSUPP -> broken(errno);
            // That connection is gone already, or its network has trouble: accept(2).
            case Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.ENOPROTOOPT,
                    Errno.ENETDOWN,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH,
                    Errno.ENONET,
                    Errno.ETIMEDOUT,
                    Errno.EINTR ->
                    ++gone % SHARE != 0 || pause(Errno.name(errno));
            // Somebody forbids it, and may do so as often as it is tried.
            default -> pause(Errno.name(errno));
        };
    }

    private boolean shed(int errno) {
        if (reserve == null || !reserve.shed(fd)) return false;
        rejected(Errno.name(errno));
        return true;
    }

    /// This is no listener any more.
    private boolean broken(int errno) {
        discard();
        loop.callbacks.failed(null, new SysException("accept4", "fd " + fd, errno));
        return false;
    }

    /// Stops for a while; false, as there is no going on.
    private boolean pause(String why) {
        rest();
        loop.admission.await(this);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        tell("not accepting for a while: " + why);
        return false;
    }

    private void rest() {
        if (!paused) loop.counters.pauses++;
        paused = true;
        loop.timers.schedule(this, loop.now + pause);
    }

    private void tell(String what) {
        if (told) return;
        told = true;
        loop.callbacks.run(() -> loop.settings.onPressure.accept(what));
    }

    /// A connection of `on` is gone.
    void tryAgain(Loop on) {
        Loop own = loop;
        if (own.poller == on.poller) on.ready.add(this);
        else own.offer(() -> own.ready.add(this));
    }

    /// It is time to try again.
    @Override
    void expire(Loop on) {
        on.ready.add(this);
    }

    /// See [Acceptor#pause].
    void hold() {
        held = true;
    }

    /// See [Acceptor#resume].
    void letGo() {
        if (!held || !loop.poller.slots.holds(this)) return;
        held = false;
        loop.ready.add(this);
    }

    @Override
    int wanted() {
        return paused || held ? 0 : Poller.IN;
    }

    @Override
    void flush() {}

    @Override
    void giveUp() {
        if (loop.poller.slots.holds(this)) rest();
    }

    /// Takes what has already come and closes: for draining.
    void finish() {
        held = false; // they are connected, as their clients see it
        int shares = SocketFlags.SOMAXCONN / SHARE; // the longest queue that there was
        while (shares-- > 0 && takeShare()) {}
        discard();
    }

    @Override
    Class<?> handlerClass() {
        return handler.getClass();
    }

    @Override
    void discard() {
        if (!loop.poller.slots.remove(this)) return;
        held = true;
        loop.timers.cancel(this);
        loop.admission.forget(this);
        loop.poller.remove(this, true);
        loop.callbacks.close(fd);
        if (reserve != null) reserve.close();
    }
}
