package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.file.OpenFile;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an ADD that touches epolls in epolls must not bring about: a loop, a chain of more than
/// five epolls, or more than so many ways from one file up to the outermost epolls.
///
/// As `ep_loop_check` and `reverse_path_check` of Linux 6.18, where depth is counted from the inner
/// epoll down and from the outer one up. One object serves one ADD; [Epolls#nested] is held from
/// its creation until after its [#close].
final class NestedCheck implements AutoCloseable {
    /// `EP_MAX_NESTS`: the links in the longest chain of epolls.
    private static final int MAX_NESTS = 4;

    /// `path_limits`: how many paths of each length may lead up from a file. Paths of one link are
    /// not counted.
    private static final int[] PATH_LIMITS = {1000, 500, 100, 50, 10};

    private final Epolls shared;

    /// `tfile_check_list`: the watched files under the inner epoll, in the order found.
    private final Set<OpenFile> leaves = new LinkedHashSet<>();

    private final int[] paths = new int[PATH_LIMITS.length];

    NestedCheck(Epolls shared) {
        this.shared = shared;
        shared.nextLoopCheckGeneration();
    }

    /// Ends the check: no epoll counts as seen by one under way any more.
    @Override
    public void close() {
        shared.nextLoopCheckGeneration();
    }

    /// `ep_loop_check`: whether `outer` may watch `inner`.
    boolean mayJoin(EventPoll outer, EventPoll inner) {
        int down = depthBelow(inner, outer, 0);
        return down <= MAX_NESTS && down + 1 + depthAbove(outer) <= MAX_NESTS;
    }

    /// `reverse_path_check`: whether every file that the new item leads up from stays within the
    /// limits. The item is in place already.
    boolean pathsWithinLimits(OpenFile target) {
        if (!(target instanceof EventPoll)) {
            leaves.add(target);
        }
        for (OpenFile leaf : leaves) {
            Arrays.fill(paths, 0);
            if (!countPaths(EpItem.firstOf(leaf), 0)) {
                return false;
            }
        }
        return true;
    }

    /// `ep_loop_check_proc`: the longest chain below `ep`, or more than [#MAX_NESTS] if it is too
    /// long or comes to `forbidden`. Notes the files that are no epolls.
    private int depthBelow(EventPoll ep, EventPoll forbidden, int depth) {
        if (ep.generation == shared.loopCheckGeneration) {
            return ep.loopCheckDepth;
        }
        int result = 0;
        ep.mtx.lock();
        try {
            ep.generation = shared.loopCheckGeneration;
            for (EpItem item = ep.rbr.first(); item != null; item = ep.rbr.next(item)) {
                if (!(item.file instanceof EventPoll inner)) {
                    leaves.add(item.file);
                } else if (inner == forbidden || depth > MAX_NESTS) {
                    result = MAX_NESTS + 1;
                } else {
                    result = Math.max(result, depthBelow(inner, forbidden, depth + 1) + 1);
                }
                if (result > MAX_NESTS) {
                    break;
                }
            }
            ep.loopCheckDepth = result;
        } finally {
            ep.mtx.unlock();
        }
        return result;
    }

    /// `ep_get_upwards_depth_proc`: the longest chain above `ep`.
    private int depthAbove(EventPoll ep) {
        if (ep.generation == shared.loopCheckGeneration) {
            return ep.loopCheckDepth;
        }
        int result = 0;
        for (EpItem item = EpItem.firstOf(ep); item != null; item = item.nextOfFile()) {
            result = Math.max(result, depthAbove(item.ep) + 1);
        }
        ep.generation = shared.loopCheckGeneration;
        ep.loopCheckDepth = result;
        return result;
    }

    /// `reverse_path_check_proc`: follows every way up; one ends at an epoll that nobody watches.
    private boolean countPaths(@Nullable EpItem first, int depth) {
        if (depth > MAX_NESTS) {
            return false;
        }
        for (EpItem item = first; item != null; item = item.nextOfFile()) {
            EpItem above = EpItem.firstOf(item.ep);
            boolean within =
                    above == null
                            ? depth == 0 || ++paths[depth] <= PATH_LIMITS[depth]
                            : countPaths(above, depth + 1);
            if (!within) {
                return false;
            }
        }
        return true;
    }
}
