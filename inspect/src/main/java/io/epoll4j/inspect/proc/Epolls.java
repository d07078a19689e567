package io.epoll4j.inspect.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which descriptors are of one and the same epoll.
final class Epolls {
    /// With more, each is taken for an epoll of its own: comparing them all is not worth it.
    private static final int MOST_COMPARED = 64;

    private Epolls() {}

    /// The epolls by their lowest descriptor, each with its further descriptors.
    static Map<Integer, List<Integer>> group(List<Integer> epolls, int pid, Sameness sameness) {
        var groups = new LinkedHashMap<Integer, List<Integer>>();
        for (int fd : epolls) {
            int first = epolls.size() > MOST_COMPARED ? fd : first(groups, fd, pid, sameness);
            if (first == fd) groups.put(fd, new ArrayList<>());
            else groups.getOrDefault(first, new ArrayList<>()).add(fd);
        }
        return groups;
    }

    private static int first(
            Map<Integer, List<Integer>> groups, int fd, int pid, Sameness sameness) {
        for (int known : groups.keySet())
            if (sameness.files(pid, known, pid, fd) == Sameness.Answer.SAME) return known;
        return fd;
    }

    /// The kin that have a descriptor of the epoll, too.
    static List<Integer> sharers(int fd, int pid, Relatives relatives, Sameness sameness) {
        var sharers = new ArrayList<Integer>();
        for (var other : relatives.kin()) {
            var same =
                    other.descriptors().epolls().stream()
                            .limit(MOST_COMPARED)
                            .anyMatch(theirs ->
                                    sameness.files(pid, fd, other.dir().pid(), theirs)
                                            == Sameness.Answer.SAME);
            if (same) sharers.add(other.dir().pid());
        }
        return sharers;
    }
}
