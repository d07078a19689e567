package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.Watched.Holder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Other processes that may have descriptors of the same files, as fork(2) and SCM_RIGHTS hand them
/// on: parents, children and siblings first, then whoever else may be looked at.
///
/// For one thread; what it has read it keeps.
final class Relatives {
    /// Beyond so many descriptors the search ends: it must not take longer than the look itself.
    private static final int MOST_DESCRIPTORS = 20_000;

    /// Epolls of others are read only if they are small: their mutexes are held meanwhile.
    private static final int SMALL = 2_000;

    private final Path proc;
    private final int pid;
    private final Map<Integer, Relative> read = new HashMap<>();
    private @Nullable List<Integer> kin;
    private int descriptors;

    /// Another process.
    record Relative(ProcDir dir, String name, Descriptors descriptors) {
        Holder holder(int fd, int mask) {
            return new Holder(dir.pid(), name, fd, mask);
        }
    }

    Relatives(Path proc, int pid) {
        this.proc = proc;
        this.pid = pid;
    }

    /// The folder of any process.
    ProcDir dir(int process) {
        return new ProcDir(proc, process, new Unseen());
    }

    /// Parents, children, siblings.
    List<Relative> kin() {
        if (kin == null) kin = findKin();
        return relatives(kin);
    }

    /// All that may be looked at, kin first.
    List<Relative> all() {
        var pids = new ArrayList<Integer>();
        kin();
        if (kin != null) pids.addAll(kin);
        for (int other : pids()) if (!pids.contains(other)) pids.add(other);
        return relatives(pids);
    }

    private List<Relative> relatives(List<Integer> pids) {
        var relatives = new ArrayList<Relative>();
        for (int other : pids) {
            var known = read.get(other);
            if (known == null) {
                if (descriptors > MOST_DESCRIPTORS) break;
                known = read(other);
                read.put(other, known);
                descriptors += known.descriptors.count();
            }
            relatives.add(known);
        }
        return relatives;
    }

    private Relative read(int other) {
        var dir = dir(other);
        var name = ProcDir.people(dir.text("comm", null).strip());
        return new Relative(dir, name, Descriptors.read(dir));
    }

    /// The epolls of kin that watch the inode.
    List<Holder> watchersOf(long inode, long device) {
        var holders = new ArrayList<Holder>();
        for (var other : kin()) {
            if (other.descriptors.count() > SMALL) continue;
            for (int epoll : other.descriptors.epolls()) {
                var items = EpollItems.parse(other.dir.text("fdinfo/" + epoll, null));
                for (var item : items)
                    if (item.inode() == inode && item.device() == device)
                        holders.add(other.holder(epoll, item.mask()));
            }
        }
        return holders;
    }

    private List<Integer> findKin() {
        var own = family(pid);
        var found = new ArrayList<Integer>();
        for (int other : pids()) {
            var family = family(other);
            if (family.length == 0 || own.length == 0) continue;
            boolean parentOrChild = family[0] == pid || own[0] == other;
            boolean sibling = family[0] == own[0] && own[0] > 1 && family[1] == own[1];
            if (parentOrChild || sibling) found.add(other);
        }
        return found;
    }

    /// Parent and process group; empty if the process is gone.
    private int[] family(int process) {
        var stat = dir(process).text("stat", null);
        int after = stat.lastIndexOf(')');
        if (after < 0) return new int[0];
        var fields = stat.substring(after + 2).split(" ", 4);
        return new int[] {Integer.parseInt(fields[1]), Integer.parseInt(fields[2])};
    }

    private List<Integer> pids() {
        return Processes.list(proc).stream().filter(other -> other != pid).toList();
    }
}
