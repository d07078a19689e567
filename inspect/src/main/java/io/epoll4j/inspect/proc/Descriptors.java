package io.epoll4j.inspect.proc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the descriptors of a process lead to, as the links in /proc/PID/fd say: `socket:[4711]`,
/// `pipe:[4712]`, `anon_inode:[eventpoll]`, a path.
///
/// For one thread.
final class Descriptors {
    private static final String EPOLL = "anon_inode:[eventpoll]";

    private final Map<Integer, String> links;

    private Descriptors(Map<Integer, String> links) {
        this.links = links;
    }

    static Descriptors read(ProcDir dir) {
        return read(dir, dir.numbers("fd", null));
    }

    /// @param numbers the entries of the folder, if they have been read
    static Descriptors read(ProcDir dir, List<Integer> numbers) {
        var links = new LinkedHashMap<Integer, String>();
        for (int fd : numbers) {
            var link = dir.link("fd/" + fd);
            if (link != null) links.put(fd, ProcDir.people(link));
        }
        return new Descriptors(links);
    }

    int count() {
        return links.size();
    }

    Map<Integer, String> links() {
        return links;
    }

    @Nullable String link(int fd) {
        return links.get(fd);
    }

    List<Integer> epolls() {
        var epolls = new ArrayList<Integer>();
        links.forEach((fd, link) -> {
            if (link.equals(EPOLL)) epolls.add(fd);
        });
        return epolls;
    }

    Set<Long> sockets() {
        var inodes = new HashSet<Long>();
        for (var link : links.values()) if (link.startsWith("socket:")) inodes.add(inode(link));
        return inodes;
    }

    /// The descriptors that lead to this socket or pipe.
    List<Integer> of(String link) {
        var fds = new ArrayList<Integer>();
        links.forEach((fd, other) -> {
            if (other.equals(link)) fds.add(fd);
        });
        return fds;
    }

    static boolean isEpoll(String link) {
        return link.equals(EPOLL);
    }

    /// The number in `socket:[4711]`; -1 if there is none.
    static long inode(String link) {
        int open = link.indexOf(":[");
        return open < 0 ? -1 : ProcDir.number(link.substring(open + 2, link.length() - 1), -1);
    }
}
