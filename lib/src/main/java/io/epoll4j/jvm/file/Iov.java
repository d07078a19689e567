package io.epoll4j.jvm.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.epoll4j.sys.IoVec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The caller's bytes during a task, one buffer or several: `struct iov_iter`.
///
/// One per thread and kernel, set up anew for each call.
public final class Iov {
    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private long left;

    private @Nullable IoVec vector;
    private int next;
    private int count;
    private long remaining;

    /// Whether `length` bytes from `offset` lie inside `segment`.
    public static boolean isValid(MemorySegment segment, long offset, long length) {
        return length == 0 || (offset >= 0 && length > 0 && length <= segment.byteSize() - offset);
    }

    /// One buffer, which [#isValid].
    public Iov of(MemorySegment segment, long offset, long length) {
        this.segment = segment;
        this.offset = offset;
        this.left = length;
        this.remaining = length;
        this.vector = null;
        return this;
    }

    /// The first `count` buffers of `vector`.
    public Iov of(IoVec vector, int count) {
        this.vector = vector;
        this.count = count;
        this.next = 0;
        this.left = 0;
        this.remaining = 0;
        for (int i = 0; i < count; i++) {
            remaining += vector.length(i);
        }
        return this;
    }

    /// Bytes still to be filled or taken.
    public long remaining() {
        return remaining;
    }

    /// Copies `length` bytes out to the caller, at most [#remaining()].
    public void write(byte[] from, int start, int length) {
        int done = 0;
        while (done < length) {
            int part = part(length - done);
            MemorySegment.copy(from, start + done, segment, JAVA_BYTE, offset, part);
            done += advance(part);
        }
    }

    /// Copies `length` bytes in from the caller, at most [#remaining()].
    public void read(byte[] to, int start, int length) {
        int done = 0;
        while (done < length) {
            int part = part(length - done);
            MemorySegment.copy(segment, JAVA_BYTE, offset, to, start + done, part);
            done += advance(part);
        }
    }

    public void writeByte(byte value) {
        part(1);
        segment.set(JAVA_BYTE, offset, value);
        advance(1);
    }

    void writeLong(long value) {
        if (part(Long.BYTES) == Long.BYTES) {
            segment.set(JAVA_LONG_UNALIGNED, offset, value);
            advance(Long.BYTES);
            return;
        }
        for (int i = 0; i < Long.BYTES; i++) {
            part(1);
            segment.set(JAVA_BYTE, offset, (byte) (value >>> (8 * i)));
            advance(1);
        }
    }

    long readLong() {
        long value = 0;
        if (part(Long.BYTES) == Long.BYTES) {
            value = segment.get(JAVA_LONG_UNALIGNED, offset);
            advance(Long.BYTES);
            return value;
        }
        for (int i = 0; i < Long.BYTES; i++) {
            part(1);
            value |= (segment.get(JAVA_BYTE, offset) & 0xffL) << (8 * i);
            advance(1);
        }
        return value;
    }

    /// How many of `wanted` bytes the buffer at hand has; goes on to the next one if it has none.
    private int part(int wanted) {
        IoVec buffers = vector;
        while (left == 0 && buffers != null && next < count) {
            segment = buffers.segment(next);
            offset = buffers.offset(next);
            left = buffers.length(next);
            next++;
        }
        return (int) Math.min(wanted, left);
    }

    private int advance(int length) {
        offset += length;
        left -= length;
        remaining -= length;
        return length;
    }
}
