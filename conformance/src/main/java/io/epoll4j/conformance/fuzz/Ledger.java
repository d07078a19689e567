package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollEvents;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// What the threads of one program saw and moved on one kernel, whoever of them it was. Any thread
/// writes to it.
///
/// In such a program every registration has data of its own, which tells what an event belongs to.
final class Ledger {
    /// The data of a program's registrations are above 0 and below this.
    static final int MOST = 1024;

    private final AtomicIntegerArray events = new AtomicIntegerArray(MOST);
    private final AtomicIntegerArray bits = new AtomicIntegerArray(MOST);
    private final AtomicLong balance = new AtomicLong();

    void clear() {
        for (int i = 0; i < MOST; i++) {
            events.setPlain(i, 0);
            bits.setPlain(i, 0);
        }
        balance.set(0);
    }

    /// Notes the first `count` events of a batch.
    ///
    /// @return whether one of them had the data [Section#STOP]
    boolean saw(EpollEvents batch, int count) {
        boolean stop = false;
        for (int i = 0; i < count; i++) {
            if (batch.data(i) == Section.STOP) {
                stop = true;
            } else {
                saw(batch.events(i), batch.data(i));
            }
        }
        return stop;
    }

    /// Data that no registration has counts as 0's.
    private void saw(int mask, long data) {
        boolean whole = (int) (data >>> 32) == ~(int) data && (int) data > 0 && (int) data < MOST;
        int at = whole ? (int) data : 0;
        bits.accumulateAndGet(at, mask, (a, b) -> a | b);
        events.incrementAndGet(at);
    }

    /// How many events with this data there were.
    int events(int data) {
        return events.get(data);
    }

    /// All bits that events with this data had.
    int bits(int data) {
        return bits.get(data);
    }

    /// Notes bytes put into a buffer that threads share, or with a minus, taken from one.
    void moved(long bytes) {
        balance.addAndGet(bytes);
    }

    /// How many bytes were put in and not taken out.
    long balance() {
        return balance.get();
    }
}
