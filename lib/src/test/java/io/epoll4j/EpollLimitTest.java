package io.epoll4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Limit;
import io.epoll4j.sys.SysException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A full descriptor table, from the real kernel.
class EpollLimitTest {
    /// A duplicate of what was opened, or the refusal as a kernel's answer.
    private static int opened(Supplier<Descriptor> open) {
        try (var made = open.get()) {
            return made.duplicate().fd();
        } catch (SysException refused) {
            return -refused.errno();
        }
    }

    @Test
    void everythingThatOpensRunsOut() {
        var limit = new Limit(Kernel.linux());
        assertEquals(-Errno.EMFILE, limit.atTheLimit(() -> opened(Epoll::open)));
        assertEquals(-Errno.EMFILE, limit.atTheLimit(() -> opened(Waker::open)));
        assertEquals(-Errno.EMFILE, limit.atTheLimit(() -> opened(TimerFd::open)));
        assertEquals(-Errno.EMFILE, limit.atTheLimit(() -> opened(() -> Listener.bind(0))));
    }

    @Test
    void aConnectionThatFindsNoNumberStaysWaiting() {
        try (var listener = Listener.bind(0);
                var first = Connection.connect(listener.local());
                var second = Connection.connect(listener.local())) {
            int answer =
                    new Limit(Kernel.linux()).atTheLimit(() -> opened(() -> waiting(listener)));
            assertEquals(-Errno.EMFILE, answer);
            try (var accepted = waiting(listener)) {
                assertEquals(accepted.peer(), second.local());
            }
            assertNull(listener.accept());
            assertEquals(true, first.isOpen());
        }
    }

    /// The next connection; over loopback it is there as soon as connect(2) has begun.
    private static Connection waiting(Listener listener) {
        for (; ; ) {
            var connection = listener.accept();
            if (connection != null) return connection;
            Thread.onSpinWait();
        }
    }
}
