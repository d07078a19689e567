package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.FdSet;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.FileStatus;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The operations that ask what a descriptor is, or treat it as a file with positions; and
/// select(2).
final class StatusCalls {
    /// What an ioctl is given: true where it is to set something, so that no descriptor blocks.
    private static final int TRUE = 1;

    private final Side side;
    private final FileStatus status = new FileStatus();
    private final MemorySegment number = Arena.ofAuto().allocate(8, 8);
    private final FdSet[] sets = new FdSet[3];

    StatusCalls(Side side) {
        this.side = side;
        for (int i = 0; i < sets.length; i++) {
            sets[i] = new FdSet(side.base + OwnTable.LIMIT);
        }
    }

    void run(Call call) {
        int fd = side.fd(0);
        switch (call) {
            case SAME -> side.answer(side.kernel.fcntl(fd, FileFlags.F_DUPFD_QUERY, side.fd(1)));
            case PREAD ->
                    side.answer(side.kernel.pread(fd, side.target, 0, side.length(1), side.arg(2)));
            case PWRITE ->
                    side.answer(
                            side.kernel.pwrite(fd, side.source, 0, side.length(1), side.arg(2)));
            case LSEEK -> side.answer(side.kernel.lseek(fd, side.arg(1), side.arg(2)));
            case FSTAT -> {
                int answer = side.kernel.fstat(fd, status);
                side.answer(answer);
                side.trace.add(answer < 0 ? 0 : status.mode());
                side.trace.add(answer < 0 ? 0 : status.size());
            }
            case IOCTL -> ioctl(fd, side.arg(1));
            case SELECT -> select();
            default -> throw new AssertionError(call);
        }
    }

    /// When TCP's bytes are acknowledged is up to its timers.
    private void ioctl(int fd, int request) {
        int option = SocketFlags.SO_PROTOCOL;
        boolean tcp =
                side.kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, option)
                        == SocketFlags.IPPROTO_TCP;
        if (tcp && request == FileFlags.SIOCOUTQ) {
            return;
        }
        number.set(ValueLayout.JAVA_INT, 0, TRUE);
        side.answer(side.kernel.ioctl(fd, request, number));
        side.trace.add(number.get(ValueLayout.JAVA_INT, 0));
    }

    /// Two descriptors, each in up to three sets. Numbers that were never open are left out: Linux
    /// looks no further than its table goes.
    private void select() {
        for (FdSet set : sets) {
            set.clear();
        }
        int nfds = Math.max(put(side.fd(0), side.arg(1)), put(side.fd(2), side.arg(3)));
        side.answer(side.kernel.select(nfds, sets[0], sets[1], sets[2], 0));
        for (FdSet set : sets) {
            side.trace.add(isIn(set, side.fd(0)));
            side.trace.add(isIn(set, side.fd(2)));
        }
    }

    private int put(int fd, int which) {
        if (fd < 0 || fd >= sets[0].size()) {
            return 0;
        }
        for (int i = 0; i < sets.length; i++) {
            if ((which & 1 << i) != 0) {
                sets[i].add(fd);
            }
        }
        return fd + 1;
    }

    private static int isIn(FdSet set, int fd) {
        return fd >= 0 && fd < set.size() && set.contains(fd) ? 1 : 0;
    }
}
