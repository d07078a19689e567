package io.epoll4j.inspect.proc;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static java.util.Comparator.comparingInt;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.EpollSet.Ready;
import io.epoll4j.inspect.model.Snapshot.Unwatched;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.inspect.model.Watched.Place;
import io.epoll4j.sys.LinuxKernel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds out what the items of an epoll are. For one look.
final class ItemReader {
    private final Descriptors descriptors;
    private final Targets targets;
    private final Places places;
    private final @Nullable Probe probe;

    ItemReader(
            LinuxKernel kernel,
            ProcDir dir,
            Descriptors descriptors,
            SocketTables sockets,
            Relatives relatives,
            @Nullable Probe probe) {
        this.descriptors = descriptors;
        this.probe = probe;
        targets = new Targets(dir, sockets);
        places = new Places(kernel, dir, descriptors, sockets, relatives);
    }

    /// The items of epoll `epoll`, of which at most `budget` are asked, the suspicious ones first.
    List<Watched> read(int epoll, List<EpollItems.Item> items, int budget) {
        var watched = new ArrayList<Watched>(items.size());
        for (var item : items) watched.add(seen(epoll, item, items.size()));
        if (probe == null) return watched;
        IntStream.range(0, watched.size())
                .boxed()
                .filter(i -> suspicion(watched.get(i), items.size()) > 0)
                .sorted(comparingInt(i -> -suspicion(watched.get(i), items.size())))
                .limit(budget)
                .toList()
                .forEach(i -> watched.set(i, asked(watched.get(i))));
        return watched;
    }

    private Watched seen(int epoll, EpollItems.Item item, int items) {
        var place = places.of(epoll, item, items);
        var link = place == Place.OPEN ? descriptors.link(item.fd()) : null;
        var holders = place == Place.OPEN ? List.<Watched.Holder>of() : places.holders(epoll, item);
        var target =
                place == Place.OPEN
                        ? targets.of(item.fd(), link, item.inode(), Probe.Answer.NONE)
                        : places.target(item, holders);
        return new Watched(
                item.fd(),
                item.mask(),
                item.data(),
                item.inode(),
                place,
                target,
                -1,
                holders,
                places.rivals(item, target));
    }

    /// How much there is to ask: 0 is what the tables tell all of.
    private static int suspicion(Watched item, int items) {
        if (item.place() != Place.OPEN) return 0;
        return switch (item.target()) {
            case Target.SignalFd _, Target.Nested _ -> 0;
            case Target.Other other when !other.isPlain() -> 0;
            case Target.Tcp tcp when tcp.listens() || tcp.unread() > 0 -> 3;
            case Target.Tcp tcp when !tcp.state().equals("ESTABLISHED") -> 3;
            case Target.Tcp tcp ->
                    item.isLevel() && item.wants(EPOLLOUT) ? 2 : items <= 256 ? 1 : 0;
            case Target.Udp udp -> udp.unread() > 0 ? 2 : items <= 256 ? 1 : 0;
            default -> 2;
        };
    }

    private Watched asked(Watched item) {
        if (probe == null) return item;
        var link = descriptors.link(item.fd());
        var answer = probe.ask(item.fd(), link != null && link.startsWith("socket:"));
        if (answer.revents() < 0) return item;
        return new Watched(
                item.fd(),
                item.mask(),
                item.data(),
                item.inode(),
                item.place(),
                targets.of(item.fd(), link, item.inode(), answer),
                answer.revents(),
                item.holders(),
                item.rivals());
    }

    /// Whether an epoll has something to tell. One of `silent` is not asked.
    Ready ready(int epoll, Set<Integer> silent) {
        if (probe == null || silent.contains(epoll)) return Ready.UNKNOWN;
        var answer = probe.ask(epoll, false);
        if (answer.revents() < 0) return Ready.UNKNOWN;
        return (answer.revents() & EPOLLIN) != 0 ? Ready.YES : Ready.NO;
    }

    /// The epolls that must not be asked. A poll of an epoll asks its ready items again and drops
    /// those that say no (__ep_eventpoll_poll in fs/eventpoll.c), and a signalfd answers for the
    /// signals of whoever asks (signalfd_poll): asked by us it would be dropped, and the program
    /// never be told.
    static Set<Integer> silent(Map<Integer, List<Watched>> epolls) {
        var silent = new HashSet<Integer>();
        int before;
        do { // until no epoll is silent for what it nests
            before = silent.size();
            epolls.forEach((fd, items) -> {
                if (!items.stream().allMatch(item -> isSafe(item.target(), silent))) silent.add(fd);
            });
        } while (silent.size() > before);
        return silent;
    }

    private static boolean isSafe(Target target, Set<Integer> silent) {
        return switch (target) {
            case Target.SignalFd _, Target.Lost _ -> false;
            case Target.Nested(int fd) -> !silent.contains(fd);
            case Target.Other other -> other.isPlain();
            default -> true;
        };
    }

    /// TCP sockets that are in none of the epolls and that somebody should look after.
    List<Unwatched> unwatched(List<EpollSet> epolls) {
        var watched = new HashSet<Long>();
        for (var epoll : epolls) for (var item : epoll.items()) watched.add(item.inode());
        var unwatched = new ArrayList<Unwatched>();
        descriptors
                .links()
                .forEach((fd, link) -> {
                    if (!link.startsWith("socket:") || watched.contains(Descriptors.inode(link)))
                        return;
                    var socket = targets.of(fd, link, Descriptors.inode(link), Probe.Answer.NONE);
                    if (!(socket instanceof Target.Tcp tcp)) return;
                    boolean waitedFor = tcp.listens() || tcp.state().equals("CLOSE_WAIT");
                    if (!waitedFor) return;
                    var answer = probe == null ? Probe.Answer.NONE : probe.ask(fd, true);
                    if (targets.of(fd, link, Descriptors.inode(link), answer)
                            instanceof Target.Tcp asked) unwatched.add(new Unwatched(fd, asked));
                });
        return unwatched;
    }
}
