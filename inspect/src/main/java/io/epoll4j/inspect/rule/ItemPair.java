package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Target.Tcp;
import io.epoll4j.inspect.model.Watched;

/// An item of an epoll at two looks.
record ItemPair(Watched before, Watched now) {
    int fd() {
        return now.fd();
    }

    Target target() {
        return now.target();
    }

    boolean wants(int bits) {
        return before.wants(bits) && now.wants(bits);
    }

    boolean polls(int bits) {
        return before.polls(bits) && now.polls(bits);
    }

    boolean wasPolled() {
        return before.polled() >= 0 && now.polled() >= 0;
    }

    boolean isLevel() {
        return before.isLevel() && now.isLevel();
    }

    boolean isDisarmed() {
        return before.isDisarmed() && now.isDisarmed();
    }

    /// Something is unread, as much as before, and nothing came in between.
    boolean sameUnread() {
        return now.target().unread() > 0
                && now.target().unread() == before.target().unread()
                && received(now) == received(before);
    }

    boolean nothingSent() {
        return sent(now) == sent(before);
    }

    /// Whether bytes moved, one way or the other.
    boolean moved() {
        return received(now) != received(before)
                || sent(now) != sent(before)
                || now.target().unread() != before.target().unread();
    }

    /// Whether it is known how many bytes have gone by.
    boolean isCounted() {
        return received(now) >= 0 && received(before) >= 0;
    }

    boolean isTcp(String state) {
        return before.target() instanceof Tcp was
                && now.target() instanceof Tcp is
                && was.state().equals(state)
                && is.state().equals(state);
    }

    private static long received(Watched item) {
        return item.target() instanceof Tcp tcp ? tcp.received() : -1;
    }

    private static long sent(Watched item) {
        return item.target() instanceof Tcp tcp ? tcp.sent() : -1;
    }
}
