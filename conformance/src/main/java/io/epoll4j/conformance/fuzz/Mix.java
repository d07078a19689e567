package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;

import io.epoll4j.sys.EpollFlags;
import java.util.random.RandomGenerator;

/// The character of one program, drawn anew for each: how often each call comes, how much nonsense
/// there is, which masks and sizes it likes. Programs of many characters reach states that a steady
/// average never does (swarm testing).
final class Mix {
    private static final int INTERESTS =
            EpollFlags.EPOLLIN
                    | EpollFlags.EPOLLPRI
                    | EpollFlags.EPOLLOUT
                    | EpollFlags.EPOLLERR
                    | EpollFlags.EPOLLHUP
                    | EpollFlags.EPOLLRDNORM
                    | EpollFlags.EPOLLRDBAND
                    | EpollFlags.EPOLLWRNORM
                    | EpollFlags.EPOLLWRBAND
                    | EpollFlags.EPOLLMSG
                    | EpollFlags.EPOLLRDHUP;
    private static final int[] USUAL = {
        EpollFlags.EPOLLIN,
        EpollFlags.EPOLLIN,
        EpollFlags.EPOLLIN,
        EpollFlags.EPOLLOUT,
        EpollFlags.EPOLLIN | EpollFlags.EPOLLOUT,
        EpollFlags.EPOLLIN | EpollFlags.EPOLLOUT | EpollFlags.EPOLLRDHUP,
        EpollFlags.EPOLLIN | EpollFlags.EPOLLRDHUP,
        EpollFlags.EPOLLIN | EpollFlags.EPOLLPRI,
        0
    };
    private static final int[] SMALL = {0, 1, 1, 1, 2, 3, 8, 8, 8, 9, 16};
    private static final int[] PAGES = {1, 8, 511, 512, 1000, 4095, 4096, 4097, 8192, 12288};
    private static final int[] LARGE = {8, 4096, 20000, 65535, 65536, 65537, 100_000, 300_000};
    private static final int[] COUNTS = {0, 1, 1, 2, 2, 3, 5, 8, 16, 64, 64, 64};
    private static final int[] ODD_COUNTS = {-1, Integer.MIN_VALUE, 65, 1000, Integer.MAX_VALUE};
    private static final int[] FACTORS = {0, 1, 1, 1, 2, 3, 8};

    private final RandomGenerator random;
    private final int[] steps = new int[Weights.CALLS];
    private final int total;
    private final int oddities;
    private final int style;
    private final int[] sizes;
    private final boolean smallBatches;

    /// Whether the program may use the Internet's sockets, on the loopback.
    final boolean inet;

    /// Whether the program passes unix sockets in messages.
    final boolean passesSockets;

    /// Which of the two families those are of, but for a few.
    private final int family;

    Mix(RandomGenerator random) {
        this.random = random;
        int sum = 0;
        for (int i = 0; i < steps.length; i++) {
            boolean always = i == Call.CTL.code || i == Call.WAIT.code;
            int factor = always ? 2 : FACTORS[random.nextInt(FACTORS.length)];
            sum += Weights.BASE[i] * factor;
            steps[i] = sum;
        }
        total = sum;
        oddities = new int[] {0, 10, 20, 100}[random.nextInt(4)];
        style = random.nextInt(6);
        sizes = new int[][] {SMALL, SMALL, PAGES, LARGE}[random.nextInt(4)];
        smallBatches = random.nextInt(3) == 0;
        inet = random.nextInt(6) == 0;
        passesSockets = random.nextInt(100) == 0;
        family = inet && random.nextInt(3) == 0 ? AF_INET6 : AF_INET;
    }

    Call call() {
        int at = random.nextInt(total);
        int i = 0;
        while (steps[i] <= at) {
            i++;
        }
        return Call.at(i);
    }

    /// Whether to do something odd now.
    boolean odd() {
        return random.nextInt(1000) < oddities;
    }

    /// The Internet's family for the next socket or address.
    int family() {
        if (random.nextInt(12) != 0) {
            return family;
        }
        return family == AF_INET ? AF_INET6 : AF_INET;
    }

    int mask() {
        int kind = random.nextInt(10) < 7 ? style : random.nextInt(6);
        int interest =
                random.nextInt(6) == 0
                        ? random.nextInt() & INTERESTS
                        : USUAL[random.nextInt(USUAL.length)];
        return switch (kind) {
            case 0 -> interest;
            case 1, 2 -> interest | EpollFlags.EPOLLET;
            case 3 -> interest | EpollFlags.EPOLLONESHOT | (coin() ? EpollFlags.EPOLLET : 0);
            case 4 -> exclusive(interest);
            default ->
                    random.nextInt(4) == 0
                            ? random.nextInt()
                            : interest | (random.nextInt() & EpollFlags.EPOLLET);
        };
    }

    private int exclusive(int interest) {
        int allowed =
                EpollFlags.EPOLLIN
                        | EpollFlags.EPOLLOUT
                        | EpollFlags.EPOLLERR
                        | EpollFlags.EPOLLHUP;
        int kept = odd() ? interest : interest & allowed;
        return kept | EpollFlags.EPOLLEXCLUSIVE | (coin() ? EpollFlags.EPOLLET : 0);
    }

    /// Events for poll(2): any bits.
    int pollMask() {
        return random.nextInt(3) == 0 ? random.nextInt() & 0xffff : USUAL[random.nextInt(5)];
    }

    int size() {
        int[] from = random.nextInt(10) == 0 ? PAGES : sizes;
        return from[random.nextInt(from.length)];
    }

    int maxevents() {
        if (odd()) {
            return ODD_COUNTS[random.nextInt(ODD_COUNTS.length)];
        }
        if (smallBatches) {
            return 1 + random.nextInt(3);
        }
        return odd() ? 0 : Math.max(1, COUNTS[random.nextInt(COUNTS.length)]);
    }

    /// Mostly 0. A program may only wait where it is sure to go on: see [EpollCalls].
    int timeout() {
        int draw = random.nextInt(100);
        return draw < 94 ? 0 : draw < 97 ? -1 : draw == 97 ? 1 : draw == 98 ? 1000 : -2;
    }

    boolean coin() {
        return random.nextBoolean();
    }
}
