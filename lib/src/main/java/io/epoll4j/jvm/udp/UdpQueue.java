package io.epoll4j.jvm.udp;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ETIMEDOUT;
import static io.epoll4j.sys.SocketFlags.MSG_ERRQUEUE;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;
import static io.epoll4j.sys.SocketFlags.MSG_TRUNC;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.Waiter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The datagrams that a UDP socket has received and nobody has read (net/ipv4/udp.c). Any thread
/// may use it.
final class UdpQueue {
    private final UdpSocket socket;
    private final ReentrantLock lock = new ReentrantLock();

    /// `sk_rmem_alloc`: what unread datagrams cost.
    private int receiveMemory;

    private @Nullable Endpoint lastSource;
    private @Nullable Address lastSourceAddress;

    UdpQueue(UdpSocket socket) {
        this.socket = socket;
    }

    /// `udp_queue_rcv_skb`: takes over the skb.
    void add(Skb skb) {
        if (fits(skb)) {
            socket.dataReady();
        } else {
            socket.stack.skbs.give(skb);
        }
    }

    private boolean fits(Skb skb) {
        lock.lock();
        try {
            int memory = receiveMemory + skb.truesize;
            if (socket.dead || memory > socket.options.receiveBuffer) {
                return false;
            }
            receiveMemory = memory;
            socket.received.add(skb);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// `udp_recvmsg`
    long receive(TaskStruct task, Msg msg) {
        if (msg.has(MSG_ERRQUEUE)) {
            return -EAGAIN; // `ip_recv_error`: errors are not queued
        }
        long deadline = socket.options.receiveDeadline();
        for (; ; ) {
            int failure = socket.takeError();
            if (failure != 0) {
                return failure;
            }
            lock.lock();
            try {
                Skb skb = socket.received.first();
                if (skb != null) {
                    return deliver(skb, msg);
                }
            } finally {
                lock.unlock();
            }
            if (msg.isNonblocking()) {
                return -EAGAIN;
            }
            failure = await(task.waiter, deadline);
            if (failure != 0) {
                return failure == Socket.END ? 0 : failure;
            }
        }
    }

    /// `first_packet_length`: 0 if there is none.
    int firstLength() {
        lock.lock();
        try {
            Skb skb = socket.received.first();
            return skb == null ? 0 : skb.length;
        } finally {
            lock.unlock();
        }
    }

    private long deliver(Skb skb, Msg msg) {
        int length = skb.length;
        int size = (int) Math.min(length, msg.iov.remaining());
        if (size < length) {
            msg.receivedFlags |= MSG_TRUNC;
        }
        skb.copyTo(msg.iov, 0, size);
        Endpoint from = skb.from;
        if (msg.wantsSource && from != null) {
            msg.source = sourceAddress(from);
        }
        if (!msg.has(MSG_PEEK)) {
            socket.received.remove(skb);
            receiveMemory -= skb.truesize;
            socket.stack.skbs.give(skb);
        }
        return msg.has(MSG_TRUNC) ? length : size;
    }

    /// The address of `from`, made once while it stays the same.
    private @Nullable Address sourceAddress(Endpoint from) {
        if (!from.equals(lastSource)) {
            lastSource = from;
            lastSourceAddress = Address.of(from, socket.family);
        }
        return lastSourceAddress;
    }

    private int await(Waiter waiter, long deadline) {
        int failure;
        for (; ; ) {
            waiter.prepare(socket.wait, true, EPOLLIN | EPOLLERR);
            failure = socket.takeError();
            if (failure != 0 || !socket.received.isEmpty()) {
                break;
            }
            if ((socket.shutdown & Socket.RCV_SHUTDOWN) != 0) {
                failure = Socket.END;
                break;
            }
            failure = waiter.sleep(deadline);
            if (failure != 0) {
                break;
            }
        }
        waiter.finish();
        return failure == -ETIMEDOUT ? -EAGAIN : failure;
    }

    void clear() {
        lock.lock();
        try {
            for (Skb skb = socket.received.poll(); skb != null; skb = socket.received.poll()) {
                socket.stack.skbs.give(skb);
            }
            receiveMemory = 0;
        } finally {
            lock.unlock();
        }
    }
}
