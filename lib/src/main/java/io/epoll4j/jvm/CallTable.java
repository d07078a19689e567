package io.epoll4j.jvm;

import io.epoll4j.jvm.call.BatchCalls;
import io.epoll4j.jvm.call.ClockCalls;
import io.epoll4j.jvm.call.DescriptorCalls;
import io.epoll4j.jvm.call.Entry;
import io.epoll4j.jvm.call.EpollCalls;
import io.epoll4j.jvm.call.MessageCalls;
import io.epoll4j.jvm.call.PollCalls;
import io.epoll4j.jvm.call.Protocols;
import io.epoll4j.jvm.call.SendCalls;
import io.epoll4j.jvm.call.SignalCalls;
import io.epoll4j.jvm.call.SocketCalls;
import io.epoll4j.jvm.call.SocketOptionCalls;
import io.epoll4j.jvm.call.StatusCalls;
import io.epoll4j.jvm.call.TransferCalls;
import io.epoll4j.jvm.epoll.Epolls;
import io.epoll4j.jvm.file.PagePool;
import io.epoll4j.jvm.net.Stack;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.FileStatus;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The system-call table of a [JvmKernel]: which part answers which call. Any thread may use it.
abstract class CallTable implements Kernel {
    private final EpollCalls epolls;
    private final PollCalls polls;
    private final TransferCalls transfers;
    private final StatusCalls stats;
    private final DescriptorCalls descriptors;
    final ClockCalls clocks;
    private final SocketCalls sockets;
    private final SocketOptionCalls options;
    private final SendCalls sends;
    private final MessageCalls messages;
    private final BatchCalls batches;
    private final SignalCalls signals;

    CallTable(Entry entry, Stack stack, Protocols protocols, long maxUserWatches) {
        this.epolls = new EpollCalls(entry, new Epolls(entry.scheduler(), maxUserWatches));
        this.polls = new PollCalls(entry);
        this.transfers = new TransferCalls(entry);
        this.stats = new StatusCalls(entry);
        this.descriptors = new DescriptorCalls(entry, new PagePool(), protocols.unix());
        this.clocks = new ClockCalls(entry);
        this.sockets = new SocketCalls(entry, protocols);
        this.options = new SocketOptionCalls(entry);
        this.sends = new SendCalls(entry, stack);
        this.messages = new MessageCalls(entry, stack, protocols.unix());
        this.batches = new BatchCalls(entry, messages, stack);
        this.signals = new SignalCalls(entry);
    }

    @Override
    public final int epollCreate(int size) {
        return epolls.create(size);
    }

    @Override
    public final int epollCreate1(int flags) {
        return epolls.create1(flags);
    }

    @Override
    public final int epollCtl(int epfd, int op, int fd, int events, long data) {
        return epolls.control(epfd, op, fd, events, data);
    }

    @Override
    public final int epollWait(int epfd, EpollEvents events, int maxevents, int timeoutMillis) {
        return epolls.await(epfd, events, maxevents, timeoutMillis);
    }

    @Override
    public final int epollPwait2(
            int epfd, EpollEvents events, int maxevents, MemorySegment timespec) {
        return epolls.await(epfd, events, maxevents, timespec, MemorySegment.NULL);
    }

    @Override
    public final int epollPwait(
            int epfd,
            EpollEvents events,
            int maxevents,
            int timeoutMillis,
            MemorySegment signalMask) {
        return epolls.await(epfd, events, maxevents, timeoutMillis, signalMask);
    }

    @Override
    public final int epollPwait2(
            int epfd,
            EpollEvents events,
            int maxevents,
            MemorySegment timespec,
            MemorySegment signalMask) {
        return epolls.await(epfd, events, maxevents, timespec, signalMask);
    }

    @Override
    public final int poll(PollFds fds, int nfds, int timeoutMillis) {
        return polls.poll(fds, nfds, timeoutMillis);
    }

    @Override
    public final int ppoll(
            PollFds fds, int nfds, MemorySegment timespec, MemorySegment signalMask) {
        return polls.ppoll(fds, nfds, timespec, signalMask);
    }

    @Override
    public final int select(
            int nfds,
            @Nullable FdSet readable,
            @Nullable FdSet writable,
            @Nullable FdSet exceptional,
            long timeoutMicros) {
        return polls.select(nfds, readable, writable, exceptional, timeoutMicros);
    }

    @Override
    public final long read(int fd, MemorySegment buffer, long offset, long length) {
        return transfers.read(fd, buffer, offset, length);
    }

    @Override
    public final long write(int fd, MemorySegment buffer, long offset, long length) {
        return transfers.write(fd, buffer, offset, length);
    }

    @Override
    public final long readv(int fd, IoVec vector, int count) {
        return transfers.readv(fd, vector, count);
    }

    @Override
    public final long writev(int fd, IoVec vector, int count) {
        return transfers.writev(fd, vector, count);
    }

    @Override
    public final long pread(int fd, MemorySegment buffer, long offset, long length, long position) {
        return stats.pread(fd, buffer, offset, length, position);
    }

    @Override
    public final long pwrite(
            int fd, MemorySegment buffer, long offset, long length, long position) {
        return stats.pwrite(fd, buffer, offset, length, position);
    }

    @Override
    public final long lseek(int fd, long offset, int whence) {
        return stats.lseek(fd, offset, whence);
    }

    @Override
    public final int fstat(int fd, FileStatus status) {
        return stats.fstat(fd, status);
    }

    @Override
    public final int ioctl(int fd, long request, MemorySegment argument) {
        return stats.ioctl(fd, request, argument);
    }

    @Override
    public final int close(int fd) {
        return descriptors.close(fd);
    }

    @Override
    public final int dup(int fd) {
        return descriptors.dup(fd);
    }

    @Override
    public final int dup3(int fd, int newFd, int flags) {
        return descriptors.dup3(fd, newFd, flags);
    }

    @Override
    public final int fcntl(int fd, int command, int argument) {
        return descriptors.fcntl(fd, command, argument);
    }

    @Override
    public final int pipe2(int[] fds, int flags) {
        return descriptors.pipe2(fds, flags);
    }

    @Override
    public final int eventfd(int initialValue, int flags) {
        return clocks.eventfd(initialValue, flags);
    }

    @Override
    public final int timerfdCreate(int clockId, int flags) {
        return clocks.timerfdCreate(clockId, flags);
    }

    @Override
    public final int timerfdSettime(
            int fd, int flags, MemorySegment newValue, MemorySegment oldValue) {
        return clocks.timerfdSettime(fd, flags, newValue, oldValue);
    }

    @Override
    public final int timerfdGettime(int fd, MemorySegment currentValue) {
        return clocks.timerfdGettime(fd, currentValue);
    }

    @Override
    public final long clockGettime(int clockId) {
        return clocks.clockGettime(clockId);
    }

    @Override
    public final int getrlimit(int resource, long[] limits) {
        return clocks.getrlimit(resource, limits);
    }

    @Override
    public final int setrlimit(int resource, long softLimit, long hardLimit) {
        return clocks.setrlimit(resource, softLimit, hardLimit);
    }

    @Override
    public final int socket(int domain, int type, int protocol) {
        return sockets.socket(domain, type, protocol);
    }

    @Override
    public final int socketpair(int domain, int type, int protocol, int[] fds) {
        return sockets.socketpair(domain, type, protocol, fds);
    }

    @Override
    public final int bind(int fd, SockAddr address) {
        return sockets.bind(fd, address);
    }

    @Override
    public final int listen(int fd, int backlog) {
        return sockets.listen(fd, backlog);
    }

    @Override
    public final int accept4(int fd, @Nullable SockAddr peer, int flags) {
        return sockets.accept4(fd, peer, flags);
    }

    @Override
    public final int connect(int fd, SockAddr address) {
        return sockets.connect(fd, address);
    }

    @Override
    public final int shutdown(int fd, int how) {
        return options.shutdown(fd, how);
    }

    @Override
    public final int getsockname(int fd, SockAddr address) {
        return options.getsockname(fd, address);
    }

    @Override
    public final int getpeername(int fd, SockAddr address) {
        return options.getpeername(fd, address);
    }

    @Override
    public final int getsockopt(int fd, int level, int option, MemorySegment value) {
        return options.getsockopt(fd, level, option, value);
    }

    @Override
    public final int setsockopt(int fd, int level, int option, MemorySegment value) {
        return options.setsockopt(fd, level, option, value);
    }

    @Override
    public final int setsockopt(int fd, int level, int option, int value) {
        return options.setsockopt(fd, level, option, value);
    }

    @Override
    public final int getsockopt(int fd, int level, int option) {
        return options.getsockopt(fd, level, option);
    }

    @Override
    public final long recv(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return sends.recv(fd, buffer, offset, length, flags);
    }

    @Override
    public final long send(int fd, MemorySegment buffer, long offset, long length, int flags) {
        return sends.send(fd, buffer, offset, length, flags);
    }

    @Override
    public final long recvfrom(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr source) {
        return sends.recvfrom(fd, buffer, offset, length, flags, source);
    }

    @Override
    public final long sendto(
            int fd, MemorySegment buffer, long offset, long length, int flags, SockAddr target) {
        return sends.sendto(fd, buffer, offset, length, flags, target);
    }

    @Override
    public final long recvmsg(int fd, Message message, int flags) {
        return messages.recvmsg(fd, message, flags);
    }

    @Override
    public final long sendmsg(int fd, Message message, int flags) {
        return messages.sendmsg(fd, message, flags);
    }

    @Override
    public final int recvmmsg(int fd, MessageBatch messages, int count, int flags) {
        return batches.recvmmsg(fd, messages, count, flags);
    }

    @Override
    public final int recvmmsg(
            int fd, MessageBatch messages, int count, int flags, MemorySegment timespec) {
        return batches.recvmmsg(fd, messages, count, flags, timespec);
    }

    @Override
    public final int sendmmsg(int fd, MessageBatch messages, int count, int flags) {
        return batches.sendmmsg(fd, messages, count, flags);
    }

    @Override
    public final int signalfd(int fd, MemorySegment signalMask, int flags) {
        return signals.signalfd(fd, signalMask, flags);
    }

    @Override
    public final int sigmask(int how, MemorySegment newMask, MemorySegment oldMask) {
        return signals.sigmask(how, newMask, oldMask);
    }
}
