package io.epoll4j;

import static io.epoll4j.sys.FileFlags.*;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SysException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Something a kernel has open, known by a number: it is read, written, watched and closed.
///
/// The descriptors made in this package never block and are not inherited by other programs. Any
/// thread may use one; only who closes it must see to it that nobody is using it meanwhile, since
/// its number may belong to another descriptor at once. Once closed, every call ends in EBADF.
public class Descriptor implements AutoCloseable {
    /// What [#read] answers after the last byte.
    public static final int END = -1;

    /// What a call answers that would have to wait.
    public static final int WOULD_BLOCK = -2;

    private static final int CLOSED = -1;

    private final Kernel kernel;
    private final List<Registration<?>> registrations = new ArrayList<>(0);
    private volatile int fd;

    /// Takes over the descriptor `fd` of `kernel`: it is closed with this object.
    public Descriptor(Kernel kernel, int fd) {
        this.kernel = kernel;
        this.fd = fd;
    }

    /// The number, 0 or above; -1 once closed.
    public final int fd() {
        return fd;
    }

    /// Whose descriptor it is.
    public final Kernel kernel() {
        return kernel;
    }

    /// Whether it has not been closed.
    public final boolean isOpen() {
        return fd != CLOSED;
    }

    /// Reads bytes into the space that `into` has remaining. Does not allocate; a direct buffer is
    /// filled in place, at most a mebibyte of any other.
    ///
    /// @return how many bytes, [#END], or [#WOULD_BLOCK]; 0 only if nothing remains
    /// @throws SysException ECONNRESET, EBADF, ...
    public int read(ByteBuffer into) {
        int length = into.remaining();
        long answer;
        do {
            answer = Buffers.read(kernel, fd, into);
        } while (answer == -Errno.EINTR);
        if (answer > 0) {
            into.position(into.position() + (int) answer);
            return (int) answer;
        }
        if (answer == 0) return length == 0 ? 0 : END;
        return refused("read", length, answer);
    }

    /// Writes bytes that remain in `from`. Does not allocate; a direct buffer is taken as it is, at
    /// most a mebibyte of any other.
    ///
    /// @return how many bytes, perhaps fewer than remained, or [#WOULD_BLOCK]
    /// @throws SysException EPIPE, ECONNRESET, EBADF, ...
    public int write(ByteBuffer from) {
        int length = from.remaining();
        long answer;
        do {
            answer = Buffers.write(kernel, fd, from);
        } while (answer == -Errno.EINTR);
        if (answer < 0) return refused("write", length, answer);
        from.position(from.position() + (int) answer);
        return (int) answer;
    }

    /// Whether calls answer [#WOULD_BLOCK] instead of waiting. Shared with every duplicate.
    public boolean isNonBlocking() {
        return (check(kernel.fcntl(fd, F_GETFL, 0), "fcntl", "F_GETFL") & O_NONBLOCK) != 0;
    }

    /// Sets whether calls answer [#WOULD_BLOCK] instead of waiting.
    public void setNonBlocking(boolean nonBlocking) {
        int flags = check(kernel.fcntl(fd, F_GETFL, 0), "fcntl", "F_GETFL");
        int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        check(kernel.fcntl(fd, F_SETFL, wanted), "fcntl", "F_SETFL");
    }

    /// Whether programs started from here do not get it.
    public boolean isCloseOnExec() {
        return check(kernel.fcntl(fd, F_GETFD, 0), "fcntl", "F_GETFD") == FD_CLOEXEC;
    }

    /// Sets whether programs started from here do not get it.
    public void setCloseOnExec(boolean closeOnExec) {
        check(kernel.fcntl(fd, F_SETFD, closeOnExec ? FD_CLOEXEC : 0), "fcntl", "F_SETFD");
    }

    /// Another number for the same open file, not inherited by other programs.
    ///
    /// @throws SysException EMFILE, EBADF
    public Descriptor duplicate() {
        return new Descriptor(
                kernel, check(kernel.fcntl(fd, F_DUPFD_CLOEXEC, 0), "fcntl", "F_DUPFD_CLOEXEC"));
    }

    /// Ends all its registrations, then closes it. Does nothing the second time.
    ///
    /// @throws SysException EIO, ENOSPC and the like, of what was written before; it is closed all
    ///   the same
    @Override
    public void close() {
        int number = release();
        if (number == CLOSED) return;
        int answer = kernel.close(number);
        if (answer < 0 && answer != -Errno.EINTR) {
            throw new SysException("close", "fd " + number, answer);
        }
    }

    /// Gives the descriptor away: ends its registrations and answers its number, which the caller
    /// closes, or whoever it is handed to; this is closed from now on. -1 if it was already.
    public final int release() {
        endRegistrations();
        synchronized (registrations) {
            int number = fd;
            fd = CLOSED;
            return number;
        }
    }

    private void endRegistrations() {
        Registration<?>[] ending;
        synchronized (registrations) {
            if (registrations.isEmpty()) return;
            ending = registrations.toArray(Registration<?>[]::new);
        }
        for (var registration : ending) registration.close();
    }

    void watched(Registration<?> registration) {
        synchronized (registrations) {
            registrations.add(registration);
        }
    }

    void unwatched(Registration<?> registration) {
        synchronized (registrations) {
            registrations.remove(registration);
        }
    }

    /// The answer of a call, unless it is a failure.
    final int check(int answer, String call, String arguments) {
        if (answer < 0) throw failure(call, arguments, answer);
        return answer;
    }

    /// For a negative answer: [#WOULD_BLOCK], or an exception.
    final int refused(String call, String arguments, long answer) {
        if (answer == -Errno.EAGAIN) return WOULD_BLOCK;
        throw failure(call, arguments, (int) answer);
    }

    /// As above, without making a text that is not needed.
    final int refused(String call, int bytes, long answer) {
        return answer == -Errno.EAGAIN ? WOULD_BLOCK : refused(call, bytes + " bytes", answer);
    }

    private SysException failure(String call, String arguments, int answer) {
        return new SysException(call, this + ", " + arguments, answer);
    }

    /// What it is and its number, such as `Connection 7`.
    @Override
    public String toString() {
        String name = getClass().getSimpleName();
        return (name.equals("Descriptor") ? "fd" : name) + " " + (isOpen() ? fd : "closed");
    }
}
