package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.conformance.fuzz.Options.Use;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The operations that read and set socket options: as ints, and as memory of any length.
final class OptionCalls {
    /// The longest option value: a `struct timeval`.
    static final int LONGEST = 16;

    private static final int MOST_BUFFER = 200_000;

    /// The largest priority that needs no rights, and one more.
    private static final int PRIORITIES = 7;

    /// No host has so many.
    private static final int NO_INTERFACE = 1 << 20;

    private static final byte UNTOUCHED = 0x5a;

    private final Side side;
    private final MemorySegment value = Arena.ofAuto().allocate(LONGEST, 8);

    OptionCalls(Side side) {
        this.side = side;
    }

    void run(Call call) {
        int option = side.arg(1);
        switch (call) {
            case GETSOCKOPT -> get(side.fd(0), option);
            case SETSOCKOPT -> set(side.fd(0), option, value(option, side.arg(2)));
            case GETSOCKOPT_INTO -> getInto(side.fd(0), option, length(side.arg(2)));
            case SETSOCKOPT_OF -> setOf(side.fd(0), option, side.arg(2), length(side.arg(3)));
            default -> throw new AssertionError(call);
        }
    }

    private static int length(int wanted) {
        return Math.clamp(wanted, 0, LONGEST);
    }

    private void get(int fd, int option) {
        int answer = side.kernel.getsockopt(fd, Options.level(option), Options.name(option));
        if (isOpaque(option)) {
            side.answer(comparable(option, answer));
        } else {
            side.answer(answer);
        }
    }

    /// How large TCP makes the buffer of a connection depends on what the host remembers of earlier
    /// ones to the same address (ip-tcp_metrics(8)). It is known by being larger than any program
    /// can set, twice what it asked for, and one such size is as good as another. What Linux
    /// changes by itself is any number, from -1 on.
    private static int comparable(int option, int answer) {
        if (Options.isBufferSize(option)) {
            return answer > 2 * MOST_BUFFER ? Integer.MAX_VALUE : answer;
        }
        boolean changing =
                Options.is(option, SOL_SOCKET, SO_INCOMING_CPU)
                        || Options.is(option, IPPROTO_TCP, TCP_QUICKACK)
                        || Options.is(option, IPPROTO_TCP, TCP_WINDOW_CLAMP);
        return changing && answer >= -1 ? 1 : Integer.signum(answer);
    }

    private void set(int fd, int option, int number) {
        if (maySet(option)) {
            side.answer(
                    side.kernel.setsockopt(
                            fd, Options.level(option), Options.name(option), number));
        }
    }

    private void getInto(int fd, int option, int length) {
        value.fill(UNTOUCHED);
        int answer =
                side.kernel.getsockopt(
                        fd, Options.level(option), Options.name(option), value.asSlice(0, length));
        side.answer(answer);
        if (!isOpaque(option)) {
            // who the user is depends on who runs the fuzzer
            boolean user = Options.is(option, SOL_SOCKET, SO_PEERCRED);
            for (int i = 0; i < (user ? Integer.BYTES : LONGEST); i++) {
                side.trace.add(value.get(ValueLayout.JAVA_BYTE, i));
            }
        }
    }

    /// An int and zeros behind it; the seconds of a time limit are a long.
    private void setOf(int fd, int option, int wanted, int length) {
        if (!maySet(option)) {
            return;
        }
        int number = value(option, wanted);
        boolean limit =
                Options.is(option, SOL_SOCKET, SO_RCVTIMEO)
                        || Options.is(option, SOL_SOCKET, SO_SNDTIMEO);
        value.fill((byte) 0);
        value.set(ValueLayout.JAVA_LONG, 0, limit ? number : Integer.toUnsignedLong(number));
        side.answer(
                side.kernel.setsockopt(
                        fd, Options.level(option), Options.name(option), value.asSlice(0, length)));
    }

    private static boolean maySet(int option) {
        Use use = Options.use(option);
        return use == Use.PLAIN || use == Use.OPAQUE;
    }

    private static boolean isOpaque(int option) {
        Use use = Options.use(option);
        return use == Use.OPAQUE || use == Use.OPAQUE_READ;
    }

    /// Nagle's algorithm would keep small writes back for as long as an acknowledgement takes, so
    /// it stays off. How large a buffer may be is a setting of the host (net.core.wmem_max): only
    /// sizes below what every host allows are compared. Greater priorities need rights. Interfaces
    /// there are as many as the host has: a program knows of the first, and of some beyond all.
    private static int value(int option, int value) {
        if (Options.is(option, IPPROTO_TCP, TCP_NODELAY)) {
            return 1;
        }
        if (Options.is(option, SOL_SOCKET, SO_PRIORITY)) {
            return Math.floorMod(value, PRIORITIES);
        }
        if (Options.is(option, IPPROTO_IPV6, IPV6_MULTICAST_IF)) {
            return value > 1 && value < NO_INTERFACE ? value + NO_INTERFACE : value;
        }
        return Options.isBufferSize(option) ? Math.floorMod(value, MOST_BUFFER) : value;
    }
}
