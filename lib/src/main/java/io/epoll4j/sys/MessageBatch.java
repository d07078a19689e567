package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An array of `struct mmsghdr`: several messages for one recvmmsg(2) or sendmmsg(2).
///
/// Not for several threads at once.
public final class MessageBatch {
    private static final long STRIDE = 64;

    private final MemorySegment memory;
    private final Message[] messages;

    /// `capacity` messages, each with room for `pieces` pieces of memory and, if `addressed`, for
    /// an address.
    public MessageBatch(int capacity, int pieces, boolean addressed) {
        memory = Arena.ofAuto().allocate(capacity * STRIDE, Long.BYTES);
        messages = new Message[capacity];
        for (int i = 0; i < capacity; i++) {
            var header = memory.asSlice(i * STRIDE, Message.SIZE);
            var address = addressed ? new SockAddr() : null;
            messages[i] = new Message(header, new IoVec(pieces), address, 0);
        }
    }

    /// How many messages fit in.
    public int capacity() {
        return messages.length;
    }

    /// The message at `index`, always the same object.
    public Message message(int index) {
        return messages[index];
    }

    /// How many bytes of the message at `index` were received or sent.
    public int length(int index) {
        return memory.get(JAVA_INT, index * STRIDE + Message.SIZE);
    }

    /// Says how many bytes were received or sent, as a kernel does.
    public void length(int index, int bytes) {
        memory.set(JAVA_INT, index * STRIDE + Message.SIZE, bytes);
    }

    MemorySegment memory() {
        return memory;
    }

    /// Where the kernel finds `count` messages, or [Pointer#NOWHERE] if there are not so many.
    long address(int count) {
        return Integer.compareUnsigned(count, messages.length) > 0
                ? Pointer.NOWHERE
                : memory.address();
    }
}
