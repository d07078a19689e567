package io.epoll4j.bench.kernel;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.FileFlags.EFD_NONBLOCK;
import static io.epoll4j.sys.FileFlags.RLIMIT_NOFILE;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.sys.Kernel;

/// What the benchmarks share.
final class Kernels {
    private Kernels() {}

    /// `jvm` or `linux`, with room for `descriptors`.
    static Kernel open(String name, int descriptors) {
        Kernel kernel = name.equals("linux") ? Kernel.linux() : new JvmKernel();
        long limit = descriptors + 64;
        long[] present = new long[2];
        kernel.getrlimit(RLIMIT_NOFILE, present);
        if (Long.compareUnsigned(present[0], limit) < 0) {
            long hard = Long.compareUnsigned(present[1], limit) < 0 ? limit : present[1];
            check(kernel.setrlimit(RLIMIT_NOFILE, limit, hard), "setrlimit");
        }
        return kernel;
    }

    /// `count` eventfds, edge-triggered, none ready, each with its index as data.
    static int[] watch(Kernel kernel, int ep, int count) {
        int[] fds = new int[count];
        for (int i = 0; i < count; i++) {
            fds[i] = check(kernel.eventfd(0, EFD_NONBLOCK), "eventfd");
            check(kernel.epollCtl(ep, EPOLL_CTL_ADD, fds[i], EPOLLIN | EPOLLET, i), "epoll_ctl");
        }
        return fds;
    }

    static int check(int answer, String call) {
        if (answer < 0) {
            throw new IllegalStateException(call + " answers " + answer);
        }
        return answer;
    }
}
