package io.epoll4j.nio;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EINPROGRESS;
import static io.epoll4j.sys.Errno.EINTR;
import static io.epoll4j.sys.FileFlags.POLLOUT;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;
import java.net.SocketTimeoutException;

/// Connects a stream socket. Both locks of the channel guard it.
final class Connector {
    /// How long to wait for room in a Unix listener's queue, which no poll(2) tells of, before the
    /// next try: at first, and at most.
    private static final int FIRST_PAUSE = 1;

    private static final int LONGEST_PAUSE = 32;

    private Connector() {}

    /// Begins to connect; says whether that was all.
    static boolean begin(Fd fd, SockAddr address, boolean wait, long deadline) throws IOException {
        for (int pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            int answer = fd.kernel.connect(fd.number, address);
            if (answer >= 0) return true;
            if (answer == -EINPROGRESS || answer == -EINTR) return false;
            boolean full = answer == -EAGAIN && fd.family == AF_UNIX;
            if (!full || !wait) throw Errors.ofSocket(answer);
            // Nothing is asked for, and a closed socket still tells.
            int left = fd.millisUntil(deadline);
            if (left == 0) throw timedOut();
            fd.await(0, left < 0 ? pause : Math.min(pause, left));
            if (fd.isClosed()) return false;
        }
    }

    /// Ends what [#begin] has begun, waiting for it if it may.
    ///
    /// @return whether it is connected; if not, it would have to wait, or was closed
    static boolean finish(Fd fd, boolean wait, long deadline) throws IOException {
        for (; ; ) {
            int answer = fd.await(POLLOUT, wait ? fd.millisUntil(deadline) : 0);
            if (fd.isClosed()) return false;
            if (answer > 0) break;
            if (answer == 0 && !wait) return false;
            if (answer == 0 && fd.millisUntil(deadline) == 0) throw timedOut();
            if (answer < 0 && answer != -EINTR) throw Errors.ofSocket(answer);
        }
        int error = Errors.check(fd.kernel.getsockopt(fd.number, SOL_SOCKET, SO_ERROR));
        if (error != 0) throw Errors.ofSocket(-error);
        return true;
    }

    private static SocketTimeoutException timedOut() {
        return new SocketTimeoutException("Connect timed out");
    }
}
