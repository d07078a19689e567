package io.epoll4j.conformance.fuzz;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// What must hold once the threads of a program have come to rest, in whatever order they ran. Adds
/// to the trace what is the same in every order.
///
/// Throws a [Breach] at what no order explains.
final class Audit {
    private static final int ONE_OF_MANY = EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE;

    private final Side side;
    private final Program program;

    /// The registrations that stand: the operation that armed each last, by its two slots.
    private final Map<Integer, Integer> standing = new LinkedHashMap<>();

    Audit(Side side) {
        this.side = side;
        this.program = side.program();
    }

    void run() {
        side.answer(0);
        drainEpolls();
        arms();
        standing.values().forEach(this::mustHaveBeenSeen);
        side.trace.add(conserved());
        drainEpolls();
        levels();
    }

    /// Takes what is left for one waiter alone, from the epolls watched to those that watch.
    private void drainEpolls() {
        for (int round = 0; round < CrewScript.EPOLLS; round++) {
            for (int slot = 0; slot < CrewScript.EPOLLS; slot++) {
                int count = side.harvest(slot);
                side.ledger.saw(side.events, count);
            }
        }
    }

    /// Goes through the program so far: what was asked of epolls and what they answered. The keys
    /// of one thread are no other's, so its own order is the only one.
    private void arms() {
        if (side.ledger.events(0) > 0) {
            throw new Breach("an event has data that no registration had");
        }
        for (int i = 0; i < side.operation(); i++) {
            Call call = program.call(i);
            boolean done = side.trace.first(i) == 0;
            if (done && call == Call.CTL && program.arg(i, 1) == EPOLL_CTL_DEL) {
                standing.remove(key(i, 2));
            } else if (done && call == Call.CTL) {
                armed(i, program.arg(i, 3), program.arg(i, 4));
                standing.put(key(i, 2), i);
            } else if (done && call == Call.HEAR) {
                armed(i, program.arg(i, 2), program.arg(i, 3));
                standing.put(key(i, 1), i);
            } else if (done && call == Call.CLOSE) {
                int closed = program.arg(i, 0);
                standing.keySet().removeIf(key -> key % Program.SLOTS == closed);
            }
        }
    }

    private int key(int operation, int target) {
        return program.arg(operation, 0) * Program.SLOTS + program.arg(operation, target);
    }

    /// No event has bits that nobody asked for, and none comes twice where it was asked for once.
    private void armed(int operation, int mask, int data) {
        int foreign = side.ledger.bits(data) & ~(mask | EPOLLERR | EPOLLHUP);
        mustHold(foreign == 0, operation, "got bits it never asked for");
        boolean once = (mask & EPOLLONESHOT) != 0;
        mustHold(!once || side.ledger.events(data) <= 1, operation, "was heard of twice");
    }

    /// Who is ready now became so when it was armed or after: somebody has heard of it.
    private void mustHaveBeenSeen(int operation) {
        boolean modified = program.call(operation) == Call.HEAR;
        int target = side.slot(program.arg(operation, modified ? 1 : 2));
        int mask = program.arg(operation, modified ? 2 : 3);
        int data = program.arg(operation, modified ? 3 : 4);
        boolean nested = program.arg(operation, modified ? 1 : 2) < CrewScript.EPOLLS;
        // Of those who watch with EXCLUSIVE one is told; and an epoll says IN to those who watch
        // it, so that who asks for RDNORM alone finds it ready but is not told.
        boolean untold = (mask & EPOLLEXCLUSIVE) != 0 || (nested && (mask & EPOLLIN) == 0);
        mustHold(
                untold || side.ledger.events(data) > 0 || !side.isReady(target, mask),
                operation,
                "is ready and was never heard of");
    }

    /// What was put into the shared buffers was taken out, or is still there.
    private long conserved() {
        for (int slot : CrewScript.POOLS) {
            long count;
            do {
                count = side.kernel.read(side.slot(slot), side.target, 0, Side.BYTES);
                side.ledger.moved(-Math.max(count, 0));
            } while (count > 0);
        }
        return side.ledger.balance();
    }

    /// What every waiter hears of again and again is the same for all orders but for its place.
    private void levels() {
        for (int slot = 0; slot < CrewScript.EPOLLS; slot++) {
            int count = side.harvest(slot);
            long[] seen = new long[Math.max(count, 0)];
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int data = (int) side.events.data(i);
                if (isLevel(data)) {
                    seen[kept++] = ((long) data << 32) | side.events.events(i);
                }
            }
            Arrays.sort(seen, 0, kept);
            side.trace.add(Math.min(count, 0));
            for (int i = 0; i < kept; i++) {
                side.trace.add(seen[i]);
            }
        }
    }

    private boolean isLevel(int data) {
        for (int operation : standing.values()) {
            boolean modified = program.call(operation) == Call.HEAR;
            if (program.arg(operation, modified ? 3 : 4) == data) {
                return (program.arg(operation, modified ? 2 : 3) & ONE_OF_MANY) == 0;
            }
        }
        return true;
    }

    private void mustHold(boolean holds, int operation, String otherwise) {
        if (!holds) {
            throw new Breach("'" + program.line(operation) + "' " + otherwise);
        }
    }
}
