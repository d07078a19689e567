package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EISDIR;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOTDIR;

import io.epoll4j.jvm.net.UnixPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All there is of a file system: folders, and the paths in them that unix sockets were bound to.
///
/// Guarded by the lock of [UnixNames].
final class UnixFolders {
    private static final List<String> FIRST =
            List.of("/", "/tmp", "/run", "/var", "/var/run", "/var/tmp");

    private final Set<String> folders = new HashSet<>(FIRST);

    /// What each path was bound to, which may be dead.
    private final Map<String, UnixSocket> sockets = new HashMap<>();

    /// The socket there, or null: [#check] says why, unless it is a folder.
    @Nullable UnixSocket find(UnixPath path) {
        UnixSocket socket = sockets.get(path.name());
        return socket == null || check(path) != 0 ? null : socket;
    }

    /// `kern_path`: whether something is there, 0 or `-errno`.
    int check(UnixPath path) {
        int failure = walk(path);
        if (failure != 0 || folders.contains(path.name())) {
            return failure;
        }
        if (!sockets.containsKey(path.name())) {
            return -ENOENT;
        }
        return path.hasSlash() ? -ENOTDIR : 0;
    }

    /// `kern_path_create`: whether a socket can be made there, 0 or `-errno`.
    int checkNew(UnixPath path) {
        int failure = walk(path);
        if (failure == 0 && isTaken(path)) {
            failure = -EADDRINUSE;
        }
        return failure == 0 && path.hasSlash() ? -ENOENT : failure;
    }

    void add(UnixPath path, UnixSocket socket) {
        sockets.put(path.name(), socket);
    }

    /// unlink(2): 0 or `-errno`.
    int remove(UnixPath path) {
        int failure = walk(path);
        if (failure != 0) {
            return failure;
        }
        if (folders.contains(path.name())) {
            return -EISDIR;
        }
        failure = check(path);
        if (failure == 0) {
            sockets.remove(path.name());
        }
        return failure;
    }

    /// mkdir(2): 0 or `-errno`.
    int make(UnixPath path) {
        int failure = walk(path);
        if (failure == 0 && isTaken(path)) {
            failure = -EEXIST;
        }
        if (failure == 0) {
            folders.add(path.name());
        }
        return failure;
    }

    private boolean isTaken(UnixPath path) {
        return !path.isNew() || folders.contains(path.name()) || sockets.containsKey(path.name());
    }

    /// `link_path_walk`: whether all on the way are folders, 0 or `-errno`.
    private int walk(UnixPath path) {
        List<String> way = path.folders();
        if (way.isEmpty() && !path.hasSlash()) {
            return -ENOENT; // an empty path
        }
        for (int i = 0; i < way.size(); i++) {
            if (!folders.contains(way.get(i))) {
                return sockets.containsKey(way.get(i)) ? -ENOTDIR : -ENOENT;
            }
        }
        return 0;
    }
}
