package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Waits until Linux has collected the unix sockets that nobody can receive (net/unix/garbage.c),
/// which it does in a thread of its own, a moment after one was closed.
///
/// It throws such a socket away itself and waits until it is gone: whatever was thrown away before
/// was found with it. What goes with that is put down by another thread of the kernel a tick later
/// (`delayed_fput`), and may be more of the same kind, so it is done several times over. It has a
/// thread and a descriptor table of its own and leaves the program's numbers alone.
final class Sweep {
    private static final int ROUNDS = 3;
    private static final int PATIENCE_MILLIS = 1000;

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("fuzz-sweep").daemon().factory());
    private static final Sweep ONLY = new Sweep(Kernel.linux());

    private final LinuxKernel linux;
    private final int[] pipe = new int[2];
    private final int[] pair = new int[2];
    private final PollFds fds = new PollFds(1);
    private final Message message;

    private Sweep(LinuxKernel linux) {
        this.linux = linux;
        IoVec piece = new IoVec(1);
        piece.set(0, Arena.ofAuto().allocate(1), 0, 1);
        this.message = new Message(piece, null, 2);
    }

    /// Makes the thread, with a copy of the caller's descriptor table: before there is anything of
    /// a program's in it.
    static void prepare() {
        await(() -> check(ONLY.linux.unshare(FileFlags.CLONE_FILES)));
    }

    static void run() {
        await(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                ONLY.round();
            }
        });
    }

    private static void await(Runnable work) {
        try {
            THREAD.submit(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program ran", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void round() {
        check(linux.pipe2(pipe, 0));
        check(linux.socketpair(SocketFlags.AF_UNIX, SocketFlags.SOCK_STREAM, 0, pair));
        message.clearDescriptors();
        message.addDescriptor(pair[1]);
        message.addDescriptor(pipe[0]);
        check((int) linux.sendmsg(pair[0], message, 0));
        linux.close(pipe[0]);
        linux.close(pair[1]);
        linux.close(pair[0]);
        fds.set(0, pipe[1], 0);
        linux.poll(fds, 1, PATIENCE_MILLIS);
        int seen = fds.revents(0);
        linux.close(pipe[1]);
        if ((seen & EpollFlags.EPOLLERR) == 0) {
            throw new IllegalStateException("Linux has not collected a socket of ours");
        }
    }

    private static void check(int answer) {
        SysException.check(answer, "Sweep", "");
    }
}
