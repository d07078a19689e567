package io.epoll4j.inspect.proc;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLPRI;
import static io.epoll4j.sys.EpollFlags.EPOLLRDHUP;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.PollFds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Asks a copy of a descriptor (pidfd_getfd(2)) what is ready and how much is queued, and closes
/// the copy at once, since a file whose last other descriptor is closed meanwhile lives as long as
/// the copy.
///
/// What is asked takes nothing: poll(2), FIONREAD, TCP_INFO. poll says what a copy of an epoll has
/// to tell without delivering it, where epoll_wait would consume edges and ONESHOTs. The one trace
/// of a poll is on a TCP socket without room to write: it may tell of EPOLLOUT once more
/// (SOCK_NOSPACE in tcp_poll).
///
/// For one thread; closed after a look.
final class Probe implements AutoCloseable {
    private static final long FIONREAD = 0x541B;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_INFO_SIZE = 256;
    private static final int CLOSE = 7;
    private static final int ASKED = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP;

    /// What a copy said.
    ///
    /// @param revents of poll(2); -1 if there was no copy
    /// @param queued FIONREAD; -1 if it has none
    /// @param tcp whether the four below are known
    /// @param closed whether it is a TCP socket that is closed
    record Answer(
            int revents,
            long queued,
            boolean tcp,
            boolean closed,
            long room,
            long sent,
            long received) {
        static final Answer NONE = new Answer(-1, -1, false, false, -1, -1, -1);
    }

    private final LinuxKernel kernel;
    private final Unseen unseen;
    private final int pidfd;
    private final PollFds polled = new PollFds(1);
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment number = arena.allocate(JAVA_INT);
    private final MemorySegment info = arena.allocate(TCP_INFO_SIZE, Long.BYTES);
    private boolean refused;

    Probe(LinuxKernel kernel, int pid, Unseen unseen) {
        this.kernel = kernel;
        this.unseen = unseen;
        pidfd = kernel.pidfdOpen(pid, 0);
        if (pidfd < 0) refuse(-pidfd);
    }

    /// Asks a copy of the process's descriptor `fd`.
    ///
    /// @param socket whether it is a socket
    Answer ask(int fd, boolean socket) {
        if (refused) return Answer.NONE;
        int copy = (int) kernel.syscall(Calls.PIDFD_GETFD, pidfd, fd, 0, 0, 0, 0);
        if (copy < 0) {
            if (copy != -Errno.EBADF) refuse(-copy); // closed meanwhile is no refusal
            return Answer.NONE;
        }
        try {
            polled.set(0, copy, ASKED);
            if (kernel.poll(polled, 1, 0) < 0) return Answer.NONE;
            return answer(copy, socket);
        } finally {
            kernel.close(copy);
        }
    }

    private Answer answer(int copy, boolean socket) {
        number.set(JAVA_INT, 0, 0);
        long queued = kernel.ioctl(copy, FIONREAD, number) < 0 ? -1 : number.get(JAVA_INT, 0);
        boolean tcp = socket && kernel.getsockopt(copy, IPPROTO_TCP, TCP_INFO, info) >= 0;
        int revents = polled.revents(0);
        if (!tcp) return new Answer(revents, queued, false, false, -1, -1, -1);
        return new Answer(
                revents,
                queued,
                true,
                info.get(JAVA_BYTE, 0) == CLOSE,
                info.get(JAVA_INT, 28), // tcpi_sacked: of a listener, sk_max_ack_backlog
                info.get(JAVA_LONG_UNALIGNED, 200), // tcpi_bytes_sent
                info.get(JAVA_LONG_UNALIGNED, 128)); // tcpi_bytes_received
    }

    private void refuse(int errno) {
        if (refused) return;
        refused = true;
        unseen.add(
                "what is ready, and queues of pipes and Unix sockets",
                "copying descriptors is refused (" + Errno.name(errno) + ")");
    }

    @Override
    public void close() {
        if (pidfd >= 0) kernel.close(pidfd);
        arena.close();
    }
}
