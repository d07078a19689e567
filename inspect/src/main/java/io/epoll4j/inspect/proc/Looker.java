package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.CannotLookException;
import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.ProcessInfo;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.sys.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at one process, as often as asked. For one thread.
public final class Looker {
    /// More descriptors are looked at only by who insists.
    private static final int MANY = 50_000;

    /// An epoll is read again when this many times as long has passed as reading it took: its mutex
    /// is held for less than a hundredth of the time.
    private static final long SHARE = 100;

    /// So many items are asked at a look, the suspicious ones first.
    private static final int MOST_ASKED = 256;

    private final LinuxKernel kernel;
    private final Path proc;
    private final int pid;
    private final boolean probes;
    private final boolean insists;
    private final Map<Integer, Read> read = new LinkedHashMap<>();

    /// Items of an epoll and when they were read.
    private record Read(List<EpollItems.Item> items, long at, long took) {}

    /// Will look at process `pid`.
    ///
    /// @param proc where proc(5) is mounted
    /// @param probes whether descriptors may be copied to ask what is ready
    /// @param insists whether to look also at more than 50,000 descriptors
    public Looker(LinuxKernel kernel, Path proc, int pid, boolean probes, boolean insists) {
        this.kernel = kernel;
        this.proc = proc;
        this.pid = pid;
        this.probes = probes;
        this.insists = insists;
    }

    /// Looks once.
    ///
    /// @param now on the monotonic clock, in nanoseconds
    /// @throws CannotLookException if there is nothing to be seen
    public Snapshot look(long now) {
        var unseen = new Unseen();
        var dir = new ProcDir(proc, pid, unseen);
        if (!dir.exists()) throw new CannotLookException("there is no process " + pid);
        var tasks = new Tasks(dir).read();
        var numbers = dir.numbers("fd", "descriptors");
        int open = numbers.size();
        if (open == 0 && !unseen.lines().isEmpty())
            throw new CannotLookException("process " + pid + ": " + unseen.lines().getLast());
        if (open > MANY && !insists)
            throw new CannotLookException(
                    "process %d has %,d descriptors, and reading its epolls could hold it up: --force looks all the same"
                            .formatted(pid, open));
        var descriptors = Descriptors.read(dir, numbers);
        var items = new LinkedHashMap<Integer, Read>();
        var groups = Epolls.group(descriptors.epolls(), pid, new Sameness(kernel));
        for (int epoll : groups.keySet()) items.put(epoll, items(dir, epoll, now));
        if (!dir.exists()) throw new CannotLookException("process " + pid + " has ended meanwhile");
        var sockets = new SocketTables(dir, inodes(descriptors, items));
        var relatives = new Relatives(proc, pid);
        try (var probe = new Probe(kernel, pid, unseen)) {
            var context =
                    new ItemReader(
                            kernel, dir, descriptors, sockets, relatives, probes ? probe : null);
            var epolls = epolls(context, items, groups, relatives, now);
            var unwatched = context.unwatched(epolls);
            return new Snapshot(
                    now, process(dir, open, tasks), tasks, epolls, unwatched, unseen.lines());
        }
    }

    private List<EpollSet> epolls(
            ItemReader context,
            Map<Integer, Read> items,
            Map<Integer, List<Integer>> groups,
            Relatives relatives,
            long now) {
        int budget = MOST_ASKED;
        var watched = new LinkedHashMap<Integer, List<Watched>>();
        for (var entry : items.entrySet()) {
            var seen = context.read(entry.getKey(), entry.getValue().items, budget);
            budget -= (int) seen.stream().filter(item -> item.polled() >= 0).count();
            watched.put(entry.getKey(), seen);
        }
        var silent = ItemReader.silent(watched);
        var epolls = new ArrayList<EpollSet>();
        items.forEach((fd, read) ->
                epolls.add(
                        new EpollSet(
                                fd,
                                groups.getOrDefault(fd, List.of()),
                                Epolls.sharers(fd, pid, relatives, new Sameness(kernel)),
                                watched.getOrDefault(fd, List.of()),
                                context.ready(fd, silent),
                                read.took,
                                read.at != now)));
        return epolls;
    }

    private Read items(ProcDir dir, int epoll, long now) {
        var before = read.get(epoll);
        if (before != null && now - before.at < before.took * SHARE) return before;
        long began = System.nanoTime();
        var text = dir.text("fdinfo/" + epoll, "what epoll " + epoll + " watches");
        long took = System.nanoTime() - began;
        var items = new Read(EpollItems.parse(text), now, took);
        read.put(epoll, items);
        return items;
    }

    private static Set<Long> inodes(Descriptors descriptors, Map<Integer, Read> items) {
        var inodes = new HashSet<>(descriptors.sockets());
        for (var read : items.values()) for (var item : read.items) inodes.add(item.inode());
        return inodes;
    }

    private ProcessInfo process(ProcDir dir, int open, List<Task> tasks) {
        var limits = dir.text("limits", null);
        var files = limits.lines().filter(l -> l.startsWith("Max open files")).findFirst();
        long most = files.map(l -> ProcDir.number(l.split("\\s+", 5)[3], -1)).orElse(-1L);
        var io = dir.text("io", null);
        return new ProcessInfo(
                pid,
                ProcDir.people(dir.text("comm", null).strip()),
                user(),
                open,
                most,
                ProcDir.number(dir.global("sys/fs/epoll/max_user_watches"), -1),
                ProcDir.number(ProcDir.value(io, "syscr"), -1),
                tasks.stream().anyMatch(task -> task.name().contains("-Poller")));
    }

    private String user() {
        try {
            return Files.getOwner(proc.resolve(Integer.toString(pid))).getName();
        } catch (IOException gone) {
            return "?";
        }
    }
}
