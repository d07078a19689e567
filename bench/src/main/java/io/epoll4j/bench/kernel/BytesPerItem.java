package io.epoll4j.bench.kernel;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;

import io.epoll4j.sys.Kernel;
import java.lang.ref.Reference;

/// How much heap a watched descriptor takes beside the descriptor itself: `[COUNT]`, a million
/// unless told. Run it with a heap that holds it, such as `-Xmx4g` for ten million.
public final class BytesPerItem {
    private BytesPerItem() {}

    public static void main(String[] arguments) {
        int count = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        Kernel kernel = Kernels.open("jvm", count);
        int ep = kernel.epollCreate1(0);
        int[] fds = new int[count];
        for (int i = 0; i < count; i++) {
            fds[i] = Kernels.check(kernel.eventfd(0, 0), "eventfd");
        }
        long before = used();
        for (int i = 0; i < count; i++) {
            Kernels.check(kernel.epollCtl(ep, EPOLL_CTL_ADD, fds[i], EPOLLIN, i), "epoll_ctl");
        }
        long after = used();
        Reference.reachabilityFence(kernel);
        System.out.printf(
                "%,d watched: %.1f bytes of heap each%n", count, (after - before) / (double) count);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
