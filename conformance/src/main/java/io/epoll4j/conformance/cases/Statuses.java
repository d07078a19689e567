package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOTTY;
import static io.epoll4j.sys.Errno.EOPNOTSUPP;
import static io.epoll4j.sys.Errno.ESPIPE;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.FIOCLEX;
import static io.epoll4j.sys.FileFlags.FIONBIO;
import static io.epoll4j.sys.FileFlags.FIONCLEX;
import static io.epoll4j.sys.FileFlags.FIONREAD;
import static io.epoll4j.sys.FileFlags.F_DUPFD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_DUPFD_QUERY;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.FileFlags.F_GETFL;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.SEEK_CUR;
import static io.epoll4j.sys.FileFlags.SEEK_END;
import static io.epoll4j.sys.FileFlags.SEEK_SET;
import static io.epoll4j.sys.FileFlags.SIOCATMARK;
import static io.epoll4j.sys.FileFlags.SIOCOUTQ;
import static io.epoll4j.sys.FileStatus.S_IFIFO;
import static io.epoll4j.sys.FileStatus.S_IFMT;
import static io.epoll4j.sys.FileStatus.S_IFSOCK;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.epoll4j.sys.FileStatus;
import io.epoll4j.sys.Signals;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What can be asked of any descriptor: positions, which none of these has, kinds and ioctls.
final class Statuses extends Wire {
    private final MemorySegment number = Arena.ofAuto().allocate(8, 8);

    private List<Fd> streams() {
        var s = stream();
        var p = pipe();
        return List.of(
                p.r(), p.w(), s.a(), datagram().a(), socket(SOCK_DGRAM), socket(SOCK_STREAM));
    }

    private List<Fd> anonymous() {
        var g = own(k.signalfd(-1, Signals.mask(10), 0), "g");
        return List.of(eventfd(1), timer(), epoll(), g);
    }

    /// What an ioctl stores, or `-errno`.
    private int ask(Fd fd, long request) {
        number.set(JAVA_INT, 0, 77);
        int answer = k.ioctl(fd.n, request, number);
        return answer < 0 ? answer : number.get(JAVA_INT, 0);
    }

    @Row(id = "X-FS-01", says = "pread and pwrite at any position: ESPIPE; below 0: EINVAL first")
    void positions() {
        var all = new ArrayList<>(streams());
        all.addAll(anonymous());
        for (var fd : all) {
            for (long length : new long[] {0, 8}) {
                refused("pread " + fd, ESPIPE, k.pread(fd.n, scratch(), 0, length, 0));
                refused("pwrite " + fd, ESPIPE, k.pwrite(fd.n, scratch(), 0, length, 1L << 40));
            }
            refused("pread " + fd, EINVAL, k.pread(fd.n, scratch(), 0, 8, -1));
            refused("pwrite " + fd, EINVAL, k.pwrite(fd.n, scratch(), 0, 8, Long.MIN_VALUE));
        }
        int closed = closedNumber();
        refused("closed", EBADF, k.pread(closed, scratch(), 0, 8, 0));
        refused("closed, below 0", EINVAL, k.pwrite(closed, scratch(), 0, 8, -1));
        expect("the eventfd still has it", 1, all.get(streams().size()).take());
    }

    @Row(
            id = "X-FS-02",
            says = "lseek: ESPIPE for a pipe and a socket, 0 for what is no file at all")
    void seeking() {
        for (int whence : new int[] {SEEK_SET, SEEK_CUR, SEEK_END, 3, 4}) {
            for (long offset : new long[] {0, 5, -5}) {
                for (var fd : streams()) refused("" + fd, ESPIPE, k.lseek(fd.n, offset, whence));
                for (var fd : anonymous()) expect("" + fd, 0, k.lseek(fd.n, offset, whence));
            }
        }
        refused("whence 5", EINVAL, k.lseek(pipe().r().n, 0, 5));
        refused("whence -1", EINVAL, k.lseek(eventfd(0).n, 0, -1));
        refused("closed", EBADF, k.lseek(closedNumber(), 0, 5));
    }

    @Row(id = "X-FS-03", says = "fstat tells a pipe from a socket, and of the rest no kind at all")
    void kinds() {
        var status = new FileStatus();
        for (var fd : streams()) {
            expect("fstat", 0, k.fstat(fd.n, status));
            boolean pipe = fd.name.startsWith("r") || fd.name.startsWith("w");
            expect("kind of " + fd, pipe ? S_IFIFO : S_IFSOCK, status.mode() & S_IFMT);
            expect("mode of " + fd, pipe ? 0600 : 0777, status.mode() & 0777);
            expect("size", 0, status.size());
            expect("block", 4096, status.blockSize());
        }
        for (var fd : anonymous()) {
            expect("fstat", 0, k.fstat(fd.n, status));
            expect("mode of " + fd, 0600, status.mode());
        }
        var s = stream();
        expect("fstat", 0, k.fstat(s.a().n, status));
        long one = status.inode();
        expect("fstat", 0, k.fstat(s.a().dup().n, status));
        expect("inode of a copy", one, status.inode());
        expect("fstat", 0, k.fstat(s.b().n, status));
        expectTrue("another inode", one != status.inode());
        refused("closed", EBADF, k.fstat(closedNumber(), status));
    }

    @Row(id = "X-FS-04", says = "FIONREAD: all of a stream or a pipe, the first of datagrams")
    void unread() {
        var p = pipe();
        p.w().write(3);
        p.w().write(5000);
        p.r().read(2);
        expect("pipe", 5001, ask(p.r(), FIONREAD));
        expect("its writer", 5001, ask(p.w(), FIONREAD));
        expectUnread(stream(), 7, 2, 5);
        expectUnread(datagram(), 3, 3, 4);
        var a = bound(socket(SOCK_DGRAM));
        var b = socket(SOCK_DGRAM);
        expect("nothing", 0, ask(a, FIONREAD));
        expect("sendto", 3, k.sendto(b.n, scratch(), 0, 3, 0, addressOf(a)));
        epoll().add(a, IN).seesWithin(LONG, a.is(IN));
        expect("udp", 3, ask(a, FIONREAD));
    }

    /// Of 3 and 4 bytes sent so many are told of; and after that many are read, so many.
    private void expectUnread(Pair pair, int first, int read, int then) {
        expect("nothing", 0, ask(pair.b(), FIONREAD));
        pair.a().write(3);
        pair.a().write(4);
        expect("unread", first, ask(pair.b(), FIONREAD));
        pair.b().read(read);
        expect("then", then, ask(pair.b(), FIONREAD));
        expect("the other end", 0, ask(pair.a(), FIONREAD));
    }

    @Row(id = "X-FS-05", says = "ioctls of TCP: unread, as far as the urgent byte; at the mark")
    void tcp() {
        var c = connected();
        expect("nothing", 0, ask(c.b(), FIONREAD));
        expect("nothing sent", 0, ask(c.b(), SIOCOUTQ));
        c.a().write(4);
        epoll().add(c.b(), IN).seesWithin(LONG, c.b().is(IN));
        expect("unread", 4, ask(c.b(), FIONREAD));
        c.b().read(1);
        expect("unread", 3, ask(c.b(), FIONREAD));
        expect("at the mark", 0, ask(c.b(), SIOCATMARK));
        sendUrgent(c.a());
        c.a().write(2);
        epoll().add(c.b(), PRI).seesWithin(LONG, c.b().is(PRI));
        expect("to the mark", 3, ask(c.b(), FIONREAD));
        c.b().read(3);
        expect("to the mark", 0, ask(c.b(), FIONREAD));
        expect("at the mark", 1, ask(c.b(), SIOCATMARK));
        var listener = listener();
        refused("listening", EINVAL, ask(listener, FIONREAD));
        refused("listening", EINVAL, ask(listener, SIOCOUTQ));
        expect("listening", 0, ask(listener, SIOCATMARK));
        expect("fresh", 0, ask(socket(SOCK_STREAM), FIONREAD));
    }

    @Row(id = "X-FS-06", says = "ioctls of unix sockets: what unread data costs, at the mark")
    void unix() {
        var s = stream();
        expect("nothing", 0, ask(s.a(), SIOCOUTQ));
        expect("at the mark", 0, ask(s.b(), SIOCATMARK));
        s.a().write(3);
        expect("unread by the other", 768, ask(s.a(), SIOCOUTQ));
        expect("of its own", 0, ask(s.b(), SIOCOUTQ));
        sendUrgent(s.a());
        s.a().write(2);
        expect("unread", 6, ask(s.b(), FIONREAD));
        expect("at the mark", 0, ask(s.b(), SIOCATMARK));
        s.b().read(3);
        expect("at the mark", 1, ask(s.b(), SIOCATMARK));
        expect("taken", 1, k.recv(s.b().n, scratch(), 0, 1, MSG_OOB));
        expect("at the mark", 1, ask(s.b(), SIOCATMARK));
        expect("unread", 2, ask(s.b(), FIONREAD));
        s.b().read(2);
        expect("behind it", 0, ask(s.b(), SIOCATMARK));
        var d = datagram();
        refused("datagrams", EOPNOTSUPP, ask(d.a(), SIOCATMARK));
    }

    @Row(
            id = "X-FS-07",
            says = "FIONBIO, FIOCLEX and FIONCLEX set flags; without a pointer: EFAULT")
    void flags() {
        var all = new ArrayList<>(streams());
        all.addAll(anonymous());
        for (var fd : all) {
            int before = k.fcntl(fd.n, F_GETFL, 0) & ~O_NONBLOCK;
            for (int on : new int[] {0, 2, 0}) {
                number.set(JAVA_INT, 0, on);
                expect("FIONBIO", 0, k.ioctl(fd.n, FIONBIO, number));
                expect("F_GETFL", before | (on != 0 ? O_NONBLOCK : 0), k.fcntl(fd.n, F_GETFL, 0));
            }
            refused("FIONBIO", EFAULT, k.ioctl(fd.n, FIONBIO, MemorySegment.NULL));
            expect("FIOCLEX", 0, k.ioctl(fd.n, FIOCLEX, MemorySegment.NULL));
            expect("F_GETFD", FD_CLOEXEC, k.fcntl(fd.n, F_GETFD, 0));
            expect("FIONCLEX", 0, k.ioctl(fd.n, FIONCLEX, MemorySegment.NULL));
            expect("F_GETFD", 0, k.fcntl(fd.n, F_GETFD, 0));
        }
        refused("closed", EBADF, k.ioctl(closedNumber(), FIONBIO, number));
    }

    @Row(id = "X-FS-08", says = "an ioctl that a file does not have: ENOTTY, of an epoll EINVAL")
    void unknown() {
        for (var fd : new Fd[] {eventfd(0), timer()}) {
            refused("" + fd, ENOTTY, ask(fd, FIONREAD));
            refused("" + fd, ENOTTY, ask(fd, SIOCOUTQ));
        }
        refused("epoll", EINVAL, ask(epoll(), FIONREAD));
        var p = pipe();
        refused("pipe", ENOTTY, ask(p.r(), SIOCOUTQ));
        refused("pipe", EFAULT, k.ioctl(p.r().n, FIONREAD, MemorySegment.NULL));
        refused("socket", EFAULT, k.ioctl(stream().a().n, FIONREAD, MemorySegment.NULL));
        refused("udp", ENOTTY, ask(socket(SOCK_DGRAM), SIOCATMARK));
        for (var fd : streams()) refused("0 of " + fd, ENOTTY, ask(fd, 0));
    }

    @Row(
            id = "X-FS-09",
            says = "F_DUPFD_QUERY: whether two numbers are one file",
            version = "needs Linux 6.10")
    void sameFile() {
        var v = eventfd(0);
        skipIf(k.fcntl(v.n, F_DUPFD_QUERY, v.n) == -EINVAL, "this kernel cannot be asked that");
        expect("itself", 1, k.fcntl(v.n, F_DUPFD_QUERY, v.n));
        expect("a copy", 1, k.fcntl(v.n, F_DUPFD_QUERY, v.dup().n));
        expect("another", 0, k.fcntl(v.n, F_DUPFD_QUERY, eventfd(0).n));
        refused("a closed one", EBADF, k.fcntl(v.n, F_DUPFD_QUERY, closedNumber()));
        var copy = own(k.fcntl(v.n, F_DUPFD_CLOEXEC, 0), "c");
        expect("a copy", 1, k.fcntl(v.n, F_DUPFD_QUERY, copy.n));
        expect("FD_CLOEXEC", FD_CLOEXEC, k.fcntl(copy.n, F_GETFD, 0));
    }
}
