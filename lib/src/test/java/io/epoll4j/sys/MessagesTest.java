package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;
import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages with more than bytes, and several at once.
class MessagesTest {
    private final LinuxKernel linux = Kernel.linux();
    private final Fds fds = new Fds(linux);
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @Test
    void descriptorsArePassed() {
        int[] pair = fds.socketpair(SOCK_STREAM);
        int[] pipe = fds.pipe();
        var sent = message(2);
        sent.addDescriptor(pipe[0]);
        sent.addDescriptor(pipe[1]);
        assertEquals(4, linux.sendmsg(pair[0], sent, 0));
        var received = message(3);
        assertEquals(4, linux.recvmsg(pair[1], received, MSG_CMSG_CLOEXEC));
        assertEquals(2, received.descriptorCount());
        int reader = fds.keep(received.descriptor(0));
        int writer = fds.keep(received.descriptor(1));
        assertEquals(1, linux.fcntl(reader, FileFlags.F_GETFD, 0));
        fds.writeByte(writer);
        assertEquals(1, linux.read(pipe[0], memory, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> received.descriptor(2));
        assertEquals(4, linux.sendmsg(pair[0], message(0), 0));
        assertEquals(4, linux.recvmsg(pair[1], received, 0));
        assertEquals(0, received.descriptorCount(), "none came with the second");
    }

    /// With room for one the padding behind it must not take a second, which nobody would close.
    @Test
    void descriptorsThatDoNotFitAreNotReceived() {
        int[] pair = fds.socketpair(SOCK_STREAM);
        int event = fds.eventfd();
        var sent = message(2);
        sent.addDescriptor(event);
        sent.addDescriptor(event);
        for (int room = 0; room <= 1; room++) {
            assertEquals(4, linux.sendmsg(pair[0], sent, 0));
            var received = message(room);
            assertEquals(4, linux.recvmsg(pair[1], received, 0));
            assertEquals(room, received.descriptorCount());
            assertTrue((received.flags() & MSG_CTRUNC) != 0);
            if (room == 1) fds.keep(received.descriptor(0));
        }
    }

    private Message message(int descriptors) {
        var vector = new IoVec(1);
        vector.set(0, memory, 0, 4);
        return new Message(vector, null, descriptors);
    }

    @Test
    void addressesGoWithMessages() {
        var to = new SockAddr();
        int receiver = bound(to);
        var from = new SockAddr();
        int sender = bound(from);
        var vector = new IoVec(2);
        vector.set(0, memory, 0, 3);
        vector.set(1, memory, 8, 3);
        assertEquals(6, linux.sendmsg(sender, new Message(vector, to, 0), 0));
        vector.set(0, memory, 32, 4);
        var received = new Message(vector, new SockAddr(), 0);
        received.vectorCount(1);
        assertEquals(4, linux.recvmsg(receiver, received, 0));
        assertEquals(from, received.address());
        assertEquals(MSG_TRUNC, received.flags(), "the second piece was left out");
        assertEquals(-EAGAIN, linux.recvmsg(receiver, received, 0));
        received.vectorCount(3);
        assertEquals(-EFAULT, linux.recvmsg(receiver, received, 0));
    }

    private int bound(SockAddr address) {
        int fd = fds.socket(AF_INET, SOCK_DGRAM);
        assertEquals(0, linux.bind(fd, SockAddr.loopback(0)));
        assertEquals(0, linux.getsockname(fd, address));
        return fd;
    }

    @Test
    void batchesGoInOneCall() {
        var to = new SockAddr();
        int receiver = bound(to);
        var from = new SockAddr();
        int sender = bound(from);
        var out = new MessageBatch(3, 1, true);
        for (int i = 0; i < 3; i++) {
            memory.set(JAVA_BYTE, i, (byte) (10 + i));
            out.message(i).vector().set(0, memory, 0, i + 1);
            out.message(i).address().copyFrom(to);
        }
        assertEquals(3, linux.sendmmsg(sender, out, 3, 0));
        for (int i = 0; i < 3; i++) assertEquals(i + 1, out.length(i));
        var in = new MessageBatch(4, 1, true);
        for (int i = 0; i < 4; i++) in.message(i).vector().set(0, memory, 16 + i * 8, 8);
        assertEquals(3, linux.recvmmsg(receiver, in, 4, 0));
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, in.length(i));
            assertEquals(10 + i, memory.get(JAVA_BYTE, 16 + i * 9));
            assertEquals(from, in.message(i).address());
        }
        assertEquals(-EAGAIN, linux.recvmmsg(receiver, in, 4, 0));
        assertEquals(-EFAULT, linux.recvmmsg(receiver, in, 5, 0));
        assertEquals(-EBADF, linux.sendmmsg(-1, out, 4, 0));
    }
}
