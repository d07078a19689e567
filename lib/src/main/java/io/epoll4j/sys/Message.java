package io.epoll4j.sys;

import static io.epoll4j.sys.SocketFlags.SCM_RIGHTS;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// `struct msghdr`: what recvmsg(2) fills and sendmsg(2) sends. The bytes are in an [IoVec]; beside
/// them go an address and open descriptors (`SCM_RIGHTS`, see
/// [unix(7)](https://man7.org/linux/man-pages/man7/unix.7.html)).
///
/// Not for several threads at once.
public final class Message {
    static final long SIZE = 56;
    private static final long NAME = 0;
    private static final long NAME_LENGTH = 8;
    private static final long VECTOR = 16;
    private static final long VECTOR_COUNT = 24;
    private static final long CONTROL = 32;
    private static final long CONTROL_LENGTH = 40;
    private static final long FLAGS = 48;

    /// `struct cmsghdr`: the length with itself, level, type, then the descriptors.
    private static final long CONTROL_HEADER = 16;

    private static final long CONTROL_LEVEL = 8;
    private static final long CONTROL_TYPE = 12;

    private final MemorySegment header;
    private final MemorySegment control;
    private final IoVec vector;
    private final @Nullable SockAddr address;
    private final int[] descriptors;
    private int descriptorCount;
    private int vectorCount;

    /// A message of the pieces of `vector`, all of them until [#vectorCount(int)] says otherwise.
    ///
    /// @param address whom it goes to, or comes from; null on connected sockets
    /// @param descriptorRoom how many descriptors can be sent or received with it
    public Message(IoVec vector, @Nullable SockAddr address, int descriptorRoom) {
        this(Arena.ofAuto().allocate(SIZE, Long.BYTES), vector, address, descriptorRoom);
    }

    Message(MemorySegment header, IoVec vector, @Nullable SockAddr address, int descriptorRoom) {
        this.header = header;
        this.vector = vector;
        this.vectorCount = vector.capacity();
        this.address = address;
        this.descriptors = new int[descriptorRoom];
        this.control = Arena.ofAuto().allocate(controlSize(descriptorRoom) + 8, Long.BYTES);
    }

    /// The pieces of memory.
    public IoVec vector() {
        return vector;
    }

    /// How many pieces of the vector belong to the message.
    public int vectorCount() {
        return vectorCount;
    }

    /// Makes the first `count` pieces of the vector the message.
    public void vectorCount(int count) {
        vectorCount = count;
    }

    /// Whom it goes to or comes from, if it has room for that.
    public @Nullable SockAddr address() {
        return address;
    }

    /// How many descriptors can go with it.
    public int descriptorRoom() {
        return descriptors.length;
    }

    /// How many descriptors are to be sent, or were received.
    public int descriptorCount() {
        return descriptorCount;
    }

    /// The descriptor at `index`. A received one is open and belongs to the receiver.
    public int descriptor(int index) {
        if (index >= descriptorCount) throw new IndexOutOfBoundsException(index);
        return descriptors[index];
    }

    /// Forgets the descriptors.
    public void clearDescriptors() {
        descriptorCount = 0;
    }

    /// Adds a descriptor to be sent, or as received.
    public void addDescriptor(int fd) {
        descriptors[descriptorCount++] = fd;
    }

    /// The `MSG_*` bits that recvmsg(2) answered, such as [SocketFlags#MSG_TRUNC].
    public int flags() {
        return header.get(JAVA_INT, FLAGS);
    }

    /// Sets the bits that [#flags()] answers, as a kernel does.
    public void flags(int flags) {
        header.set(JAVA_INT, FLAGS, flags);
    }

    MemorySegment header() {
        return header;
    }

    /// Fills the header for the kernel to send from.
    void beforeSend() {
        int nameLength = address == null ? 0 : address.length();
        prepare(
                nameLength == 0 ? null : address,
                nameLength,
                vector.address(vectorCount),
                descriptorCount == 0 ? 0 : controlSize(descriptorCount));
        if (descriptorCount == 0) return;
        control.set(JAVA_LONG, 0, controlSize(descriptorCount));
        control.set(JAVA_INT, CONTROL_LEVEL, SOL_SOCKET);
        control.set(JAVA_INT, CONTROL_TYPE, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, control, JAVA_INT, CONTROL_HEADER, descriptorCount);
    }

    /// Fills the header for the kernel to receive into. The room for control messages is exact: the
    /// kernel would use padding for a descriptor more.
    void beforeReceive() {
        descriptorCount = 0; // whatever is answered: none was received
        prepare(
                address,
                address == null ? 0 : SockAddr.CAPACITY,
                vector.writableAddress(vectorCount),
                descriptors.length == 0 ? 0 : controlSize(descriptors.length));
    }

    /// Takes over what the kernel has received beside the bytes.
    void afterReceive() {
        if (address != null) {
            address.length(header.get(JAVA_INT, NAME_LENGTH));
            address.trim();
        }
        descriptorCount = 0;
        long end = header.get(JAVA_LONG, CONTROL_LENGTH);
        for (long at = 0; at + CONTROL_HEADER <= end; ) {
            long length = control.get(JAVA_LONG, at);
            if (length < CONTROL_HEADER) break;
            if (control.get(JAVA_INT, at + CONTROL_LEVEL) == SOL_SOCKET
                    && control.get(JAVA_INT, at + CONTROL_TYPE) == SCM_RIGHTS) {
                for (long fd = at + CONTROL_HEADER; fd < at + length; fd += Integer.BYTES) {
                    addDescriptor(control.get(JAVA_INT, fd));
                }
            }
            at += Math.ceilDiv(length, Long.BYTES) * Long.BYTES;
        }
    }

    private void prepare(
            @Nullable SockAddr name, int nameLength, long vectorAddress, long controlLength) {
        header.set(JAVA_LONG, NAME, name == null ? 0 : name.memory().address());
        header.set(JAVA_INT, NAME_LENGTH, nameLength);
        header.set(JAVA_LONG, VECTOR, vectorAddress);
        header.set(JAVA_LONG, VECTOR_COUNT, vectorCount);
        header.set(JAVA_LONG, CONTROL, controlLength == 0 ? 0 : control.address());
        header.set(JAVA_LONG, CONTROL_LENGTH, controlLength);
        header.set(JAVA_INT, FLAGS, 0);
    }

    private static long controlSize(int descriptors) {
        return CONTROL_HEADER + (long) descriptors * Integer.BYTES;
    }
}
