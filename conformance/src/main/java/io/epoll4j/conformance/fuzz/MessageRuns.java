package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;

/// The operations that send and receive messages: with descriptors, and several at once.
final class MessageRuns {
    /// Most messages of one call.
    static final int BATCH = 4;

    /// Most descriptors of one message.
    private static final int ROOM = 2;

    /// How many descriptors a program may pass in all: more than RLIMIT_NOFILE on their way are
    /// refused to some users and not to others (ETOOMANYREFS).
    private static final int MOST_PASSED = 24;

    /// Longer than any program runs.
    private static final long LONG_SECONDS = 1000;

    private final Side side;
    private final IoVec piece = new IoVec(1);
    private final Message sent = new Message(piece, null, ROOM);
    private final Message[] received = new Message[ROOM + 1];
    private final MemorySegment limit = Timespec.allocate();
    private final MessageBatch batch = new MessageBatch(BATCH, 1, false);
    private int passed;
    private boolean passedSockets;

    MessageRuns(Side side) {
        this.side = side;
        for (int room = 0; room <= ROOM; room++) {
            received[room] = new Message(piece, null, room);
        }
    }

    void forget() {
        passed = 0;
        passedSockets = false;
    }

    void run(Call call) {
        switch (call) {
            case SENDMSG -> send();
            case RECVMSG -> receive(received[Math.clamp(side.arg(4), 0, ROOM)]);
            case SENDMMSG -> sendMany();
            case RECVMMSG -> receiveMany(MemorySegment.NULL);
            case RECVMMSG_FOR -> {
                int time = side.arg(4);
                Timespec.set(limit, time > 1 ? time : 0, time > 1 ? 0 : time);
                receiveMany(limit);
                side.trace.add(Math.ceilDiv(Timespec.seconds(limit), LONG_SECONDS));
            }
            default -> throw new AssertionError(call);
        }
    }

    private void send() {
        piece.set(0, side.source, side.tag(2), side.length(1));
        sent.clearDescriptors();
        pass(side.arg(3));
        pass(side.arg(4));
        side.answer(side.kernel.sendmsg(side.fd(0), sent, side.arg(5)));
    }

    private void pass(int slot) {
        if (slot < 0 || passed == MOST_PASSED) {
            return;
        }
        int fd = side.slot(slot);
        sent.addDescriptor(fd);
        passed++;
        int domain = side.kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_DOMAIN);
        passedSockets |= domain == SocketFlags.AF_UNIX;
    }

    boolean hasPassedSockets() {
        return passedSockets;
    }

    /// Unix sockets that are on their way to each other alone go when a collector finds them: Linux
    /// runs its own some time after `call` has dropped one.
    void settle(Call call) {
        if (passedSockets && !side.isOfCrew() && side.kernel instanceof LinuxKernel) {
            switch (call) {
                case CLOSE,
                        DUP3,
                        DUP_TO,
                        READ,
                        READV,
                        RECV,
                        RECVFROM,
                        RECVMSG,
                        RECVMMSG,
                        RECVMMSG_FOR,
                        CONNECT,
                        CONNECT_TO ->
                        Sweep.run();
                default -> {}
            }
        }
    }

    private void receive(Message message) {
        int room = side.length(3);
        piece.set(0, side.target, 0, room);
        long answer = side.kernel.recvmsg(side.fd(2), message, side.arg(5));
        side.received(answer, room);
        int count = message.descriptorCount();
        side.trace.add(answer < 0 ? 0 : message.flags());
        side.trace.add(count);
        for (int i = 0; i < ROOM; i++) {
            side.made(i, i < count ? message.descriptor(i) : -1);
        }
    }

    /// More than there are, or fewer than none, is one too many.
    private int many() {
        return Math.clamp(side.arg(1), -1, BATCH + 1);
    }

    private void sendMany() {
        for (int i = 0; i < BATCH; i++) {
            batch.message(i).vector().set(0, side.source, side.tag(3) + i, side.length(2));
        }
        int answer = side.kernel.sendmmsg(side.fd(0), batch, many(), side.arg(4));
        side.answer(answer);
        for (int i = 0; i < answer; i++) {
            side.trace.add(batch.length(i));
        }
    }

    private void receiveMany(MemorySegment within) {
        int room = Math.min(side.length(2), Side.BYTES / BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.message(i).vector().set(0, side.target, (long) i * room, room);
        }
        int answer = side.kernel.recvmmsg(side.fd(0), batch, many(), side.arg(3), within);
        side.answer(answer);
        for (int i = 0; i < answer; i++) {
            side.trace.add(batch.length(i));
            side.trace.add(batch.message(i).flags());
            side.hash((long) i * room, Math.min(batch.length(i), room));
        }
    }
}
