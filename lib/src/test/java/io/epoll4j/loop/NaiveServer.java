package io.epoll4j.loop;

import io.epoll4j.SocketSettings;
import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import io.epoll4j.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// What the thundering herd needs: threads with an epoll each, and one listener in all of them,
/// level-triggered, as the tutorial's loop would have it if it were started several times.
final class NaiveServer implements AutoCloseable {
    private static final long STOP = 1;

    final SockAddr address;
    final AtomicIntegerArray accepted;
    private final Kernel kernel;
    private final int listener;
    private final int stop;
    private final List<Thread> threads = new ArrayList<>();

    NaiveServer(Kernel kernel, int count) {
        this.kernel = kernel;
        var sockets = new Sockets(kernel);
        listener = sockets.listener(SockAddr.loopback(0), SocketSettings.DEFAULT);
        address = sockets.name(listener);
        stop = SysException.check(kernel.eventfd(0, FileFlags.EFD_CLOEXEC), "eventfd", "");
        accepted = new AtomicIntegerArray(count);
        for (int i = 0; i < count; i++) {
            int index = i;
            threads.add(Thread.ofPlatform().name(Sleepers.NAME + i).start(() -> serve(index)));
        }
    }

    private void serve(int index) {
        int epfd = kernel.epollCreate1(EpollFlags.EPOLL_CLOEXEC);
        kernel.epollCtl(epfd, EpollFlags.EPOLL_CTL_ADD, listener, EpollFlags.EPOLLIN, 0);
        kernel.epollCtl(epfd, EpollFlags.EPOLL_CTL_ADD, stop, EpollFlags.EPOLLIN, STOP);
        var events = new EpollEvents(4);
        var connections = new ArrayList<Integer>();
        var hello = Arena.ofAuto().allocate(1);
        for (boolean open = true; open; ) {
            int n = kernel.epollWait(epfd, events, events.capacity(), -1);
            for (int i = 0; i < n; i++) open &= events.data(i) != STOP;
            int fd = kernel.accept4(listener, null, SocketFlags.SOCK_CLOEXEC);
            if (fd < 0) continue; // another thread was quicker
            accepted.incrementAndGet(index);
            connections.add(fd);
            kernel.send(fd, hello, 0, 1, SocketFlags.MSG_NOSIGNAL);
        }
        connections.forEach(kernel::close);
        kernel.close(epfd);
    }

    @Override
    public void close() {
        var one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        kernel.write(stop, one, 0, Long.BYTES); // read by nobody: all threads see it
        try {
            for (var thread : threads) thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the threads ended", e);
        }
        kernel.close(stop);
        kernel.close(listener);
    }
}
