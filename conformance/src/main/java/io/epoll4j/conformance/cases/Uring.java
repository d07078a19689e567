package io.epoll4j.conformance.cases;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.sys.EpollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// As much of an [io_uring](https://man7.org/linux/man-pages/man7/io_uring.7.html) as it takes to
/// ask it for the events of an epoll (IORING_OP_EPOLL_WAIT, Linux 6.15). One thread uses it.
final class Uring {
    private static final int ENTRIES = 4;
    private static final int OP_EPOLL_WAIT = 59;
    private static final long GETEVENTS = 1;
    private static final long SQES_AT = 0x1000_0000;
    private static final long SQE_BYTES = 64;
    private static final long CQE_BYTES = 16;
    private static final long READ_WRITE = 3;
    private static final long SHARED_POPULATED = 0x8001;

    /// Offsets in `struct io_uring_params`: of the entries asked for and given, of `struct
    /// io_sqring_offsets`, of `struct io_cqring_offsets`.
    private static final long CQ_ENTRIES = 4;

    private static final long SQ_OFFSETS = 40;
    private static final long CQ_OFFSETS = 80;

    /// The ring's descriptor, or what io_uring_setup(2) refused it with.
    final int fd;

    private final MemorySegment params = Arena.ofAuto().allocate(120, 8);
    private final MemorySegment rings;
    private final MemorySegment entries;

    Uring() {
        fd = (int) Raw.call(425, 425, ENTRIES, params.address(), 0, 0, 0, 0);
        if (fd < 0) {
            rings = MemorySegment.NULL;
            entries = MemorySegment.NULL;
            return;
        }
        long cqes = offset(CQ_OFFSETS + 20) + params.get(JAVA_INT, CQ_ENTRIES) * CQE_BYTES;
        long array = offset(SQ_OFFSETS + 24) + ENTRIES * Integer.BYTES;
        rings = map(0, Math.max(cqes, array));
        entries = map(SQES_AT, ENTRIES * SQE_BYTES);
    }

    private MemorySegment map(long at, long size) {
        long address = Raw.call(9, 222, 0, size, READ_WRITE, SHARED_POPULATED, fd, at);
        if (address < 0 && address > -4096) throw new IllegalStateException("mmap: " + address);
        return Raw.at(address, size);
    }

    private long offset(long of) {
        return params.get(JAVA_INT, of);
    }

    private int get(long of) {
        VarHandle.fullFence(); // the kernel writes here too
        return rings.get(JAVA_INT, offset(of));
    }

    private void set(long of, int value) {
        rings.set(JAVA_INT, offset(of), value);
        VarHandle.fullFence();
    }

    /// Asks for the events of the epoll, as soon as there are any.
    long submitWait(int epfd, EpollEvents into) {
        int tail = get(SQ_OFFSETS + 4);
        int index = tail & get(SQ_OFFSETS + 8);
        var entry = entries.asSlice(index * SQE_BYTES, SQE_BYTES).fill((byte) 0);
        entry.set(JAVA_BYTE, 0, (byte) OP_EPOLL_WAIT);
        entry.set(JAVA_INT, 4, epfd);
        entry.set(JAVA_LONG, 16, into.memory().address());
        entry.set(JAVA_INT, 24, into.capacity());
        rings.set(JAVA_INT, offset(SQ_OFFSETS + 24) + (long) index * Integer.BYTES, index);
        set(SQ_OFFSETS + 4, tail + 1);
        return enter(1, 0);
    }

    /// io_uring_enter(2)
    private long enter(int submit, int complete) {
        return Raw.call(426, 426, fd, submit, complete, GETEVENTS, 0, 0);
    }

    /// Waits for a completion and takes it: what epoll_wait would have answered.
    int completed() {
        while (!hasCompleted()) {
            long answer = enter(0, 1);
            if (answer < 0) throw new IllegalStateException("io_uring_enter: " + answer);
        }
        int head = get(CQ_OFFSETS);
        long at = offset(CQ_OFFSETS + 20) + (head & get(CQ_OFFSETS + 8)) * CQE_BYTES;
        int answer = rings.get(JAVA_INT, at + 8);
        set(CQ_OFFSETS, head + 1);
        return answer;
    }

    boolean hasCompleted() {
        enter(0, 0); // runs what the kernel has put off until then
        return get(CQ_OFFSETS) != get(CQ_OFFSETS + 4);
    }

    void unmap() {
        for (var mapped : Arrays.asList(rings, entries))
            Raw.call(11, 215, mapped.address(), mapped.byteSize(), 0, 0, 0, 0);
    }
}
