package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `struct epoll_params`: how an epoll polls network cards busily before it sleeps. See
/// [ioctl_eventpoll(2)](https://man7.org/linux/man-pages/man2/ioctl_eventpoll.2.html).
///
/// Not for several threads at once.
public final class EpollParams {
    private static final long SIZE = 8;
    private static final long BUDGET = 4;
    private static final long PREFER = 6;
    private static final long PADDING = 7;

    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE, Long.BYTES);

    /// All zero: no busy polling.
    public EpollParams() {}

    /// For how many microseconds to poll, 0 to 2^31 - 1.
    public int busyPollMicros() {
        return memory.get(JAVA_INT, 0);
    }

    /// Sets for how many microseconds to poll; the kernel answers EINVAL for a negative number.
    public EpollParams busyPollMicros(int micros) {
        memory.set(JAVA_INT, 0, micros);
        return this;
    }

    /// How many packets to take at a time, 0 to 65535; 0 stands for the kernel's own choice.
    public int busyPollBudget() {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, BUDGET));
    }

    /// Sets how many packets to take at a time. More than 64 needs the capability CAP_NET_ADMIN.
    public EpollParams busyPollBudget(int packets) {
        memory.set(JAVA_SHORT, BUDGET, (short) packets);
        return this;
    }

    /// Whether busy polling is preferred to the card's interrupts.
    public boolean preferBusyPoll() {
        return memory.get(JAVA_BYTE, PREFER) != 0;
    }

    /// Sets whether busy polling is preferred to the card's interrupts.
    public EpollParams preferBusyPoll(boolean prefer) {
        memory.set(JAVA_BYTE, PREFER, (byte) (prefer ? 1 : 0));
        return this;
    }

    /// Sets the byte that must be zero; the kernel answers EINVAL for any other.
    EpollParams padding(int value) {
        memory.set(JAVA_BYTE, PADDING, (byte) value);
        return this;
    }

    MemorySegment memory() {
        return memory;
    }
}
