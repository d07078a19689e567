package io.epoll4j;

import static io.epoll4j.sys.EpollFlags.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterestTest {
    @Test
    void combines() {
        var interest = Interest.READ.or(Interest.WRITE).or(Interest.PEER_CLOSED).edge().oneShot();
        assertEquals(EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET | EPOLLONESHOT, interest.mask());
        assertEquals("EPOLLIN|EPOLLOUT|EPOLLRDHUP|EPOLLONESHOT|EPOLLET", interest.toString());
        assertEquals(Interest.of(EPOLLPRI | EPOLLEXCLUSIVE), Interest.PRIORITY.exclusive());
        assertEquals(Interest.of(EPOLLERR | EPOLLHUP | EPOLLWAKEUP), Interest.HANGUP.wakeup());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, EPOLLET, EPOLLONESHOT | EPOLLWAKEUP, EPOLLEXCLUSIVE})
    void isNeverEmpty(int mask) {
        assertThrows(IllegalArgumentException.class, () -> Interest.of(mask));
    }

    @Test
    void knowsNoOtherBits() {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> Interest.of(EPOLLIN | 0x10000));
        assertTrue(refusal.getMessage().startsWith("0x10000 is no bit of epoll"));
    }

    /// Bit by bit what the manual page and include/uapi/linux/eventpoll.h say.
    @ParameterizedTest
    @CsvSource({
        "EPOLLIN, 0x1",
        "EPOLLPRI, 0x2",
        "EPOLLOUT, 0x4",
        "EPOLLERR, 0x8",
        "EPOLLHUP, 0x10",
        "EPOLLRDNORM, 0x40",
        "EPOLLRDBAND, 0x80",
        "EPOLLWRNORM, 0x100",
        "EPOLLWRBAND, 0x200",
        "EPOLLMSG, 0x400",
        "EPOLLRDHUP, 0x2000"
    })
    void everyEventOfTheManualCanBeAskedFor(String name, String mask) {
        assertEquals(name, Interest.of(Integer.decode(mask)).toString());
    }
}
