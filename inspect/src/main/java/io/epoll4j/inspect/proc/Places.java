package io.epoll4j.inspect.proc;

import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;

import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Watched.Holder;
import io.epoll4j.inspect.model.Watched.Place;
import io.epoll4j.sys.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a watched file is still open under its number, and if not, who keeps it open. For one
/// look.
final class Places {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 0x80001;

    /// kcmp(2) walks the items of an epoll with its mutex held: no more than so many steps a look.
    private static final int MOST_STEPS = 100_000;

    /// Links of files that share an inode (anon_inode_getfile): it need not be asked for each time.
    private static final Set<String> SHARED =
            Set.of("anon_inode:[eventfd]", "anon_inode:[timerfd]", "anon_inode:[signalfd]");

    private final Sameness sameness;
    private final ProcDir dir;
    private final Descriptors descriptors;
    private final SocketTables sockets;
    private final Relatives relatives;
    private final long socketDevice;

    /// Of the inodes that many files share, each is asked for once.
    private final Map<String, Long> anonymous = new HashMap<>();

    private int steps;

    Places(
            LinuxKernel kernel,
            ProcDir dir,
            Descriptors descriptors,
            SocketTables sockets,
            Relatives relatives) {
        this.dir = dir;
        this.descriptors = descriptors;
        this.sockets = sockets;
        this.relatives = relatives;
        sameness = new Sameness(kernel);
        socketDevice = socketDevice(kernel);
    }

    /// The number of the filesystem of sockets, learnt from one of our own; -1 if that fails.
    private static long socketDevice(LinuxKernel kernel) {
        int socket = kernel.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
        if (socket < 0) return -1;
        try {
            return (long) Files.getAttribute(Path.of("/proc/self/fd/" + socket), "unix:dev");
        } catch (IOException hidden) {
            return -1;
        } finally {
            kernel.close(socket);
        }
    }

    /// What the number of `item`, one of `items` of epoll `epoll`, names now.
    Place of(int epoll, EpollItems.Item item, int items) {
        var link = descriptors.link(item.fd());
        if (link == null) return Place.CLOSED;
        boolean same = inode(item.fd(), link) == item.inode();
        if (!same) return Place.REUSED;
        // A socket has its inode for itself. A pipe shares it by two, an eventfd with all its kin.
        if (link.startsWith("socket:")) return Place.OPEN;
        if ((steps += items) > MOST_STEPS) return Place.OPEN;
        return switch (sameness.watched(
                dir.pid(), item.fd(), dir.pid(), epoll, item.fd(), item.order())) {
            case SAME, UNKNOWN -> Place.OPEN;
            case OTHER -> Place.REUSED;
        };
    }

    private long inode(int fd, String link) {
        long told = Descriptors.inode(link);
        if (told >= 0) return told;
        if (!SHARED.contains(link)) return dir.inode("fd/" + fd);
        return anonymous.computeIfAbsent(link, _ -> dir.inode("fd/" + fd));
    }

    /// The descriptors that keep the file of `item` open.
    List<Holder> holders(int epoll, EpollItems.Item item) {
        var own = new Relatives.Relative(dir, "", descriptors);
        var holders = new ArrayList<>(among(own, epoll, item));
        for (var other : relatives.kin()) holders.addAll(among(other, epoll, item));
        if (!holders.isEmpty()) return holders;
        for (var other : relatives.all()) holders.addAll(among(other, epoll, item));
        return holders;
    }

    private List<Holder> among(Relatives.Relative other, int epoll, EpollItems.Item item) {
        var holders = new ArrayList<Holder>();
        other.descriptors()
                .links()
                .forEach((fd, link) -> {
                    if (isFileOf(item, other, fd, link, epoll)) holders.add(other.holder(fd, 0));
                });
        return holders;
    }

    private boolean isFileOf(
            EpollItems.Item item, Relatives.Relative other, int fd, String link, int epoll) {
        if (isSocket(item)) return Descriptors.inode(link) == item.inode() && isSocket(link);
        boolean likely =
                link.startsWith("anon_inode:")
                        || link.equals("inotify")
                        || Descriptors.inode(link) == item.inode();
        if (!likely || isSocket(link) || (steps += 10) > MOST_STEPS) return false;
        return sameness.watched(other.dir().pid(), fd, dir.pid(), epoll, item.fd(), item.order())
                == Sameness.Answer.SAME;
    }

    private boolean isSocket(EpollItems.Item item) {
        return item.device() == socketDevice;
    }

    private static boolean isSocket(String link) {
        return link.startsWith("socket:");
    }

    /// What the file of an item is that its number names no more.
    Target target(EpollItems.Item item, List<Holder> holders) {
        var socket = isSocket(item) ? sockets.find(item.inode()) : null;
        if (socket != null) return socket;
        if (holders.isEmpty()) return new Target.Lost();
        var holder = holders.getFirst();
        return new Targets(theirs(holder), sockets)
                .of(holder.fd(), link(holder), item.inode(), Probe.Answer.NONE);
    }

    private ProcDir theirs(Holder holder) {
        return relatives.dir(holder.pid());
    }

    private @Nullable String link(Holder holder) {
        return theirs(holder).link("fd/" + holder.fd());
    }

    /// The epolls of other processes that watch the listener `target`.
    List<Holder> rivals(EpollItems.Item item, Target target) {
        boolean listens =
                (target instanceof Target.Tcp tcp && tcp.listens())
                        || (target instanceof Target.Unix unix && unix.listens());
        if (!listens || (item.mask() & EPOLLEXCLUSIVE) != 0) return List.of();
        return relatives.watchersOf(item.inode(), item.device());
    }
}
