package io.epoll4j.jvm;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.EPROTOTYPE;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The names of unix sockets: abstract ones, which end with their socket and are apart for each
/// type, and paths, which stay until they are unlinked (net/unix/af_unix.c).
///
/// There is no file system: every path can be bound, as if all directories existed. Its lock is
/// taken before a socket's. Any thread may use it.
final class UnixNames {
    private record Abstract(Address name, int type) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Abstract, UnixSocket> abstracts = new HashMap<>();

    /// What each path was bound to, which may be dead.
    private final Map<Address, UnixSocket> paths = new HashMap<>();

    private int nextAutomatic;

    /// `unix_bind`
    int bind(UnixSocket socket, Address wanted) {
        if (!wanted.isUnix()) {
            return -EINVAL;
        }
        lock.lock();
        try {
            if (wanted.isUnnamed()) {
                return bindAutomatically(socket);
            }
            if (wanted.isAbstract()) {
                if (socket.address != null) {
                    return -EINVAL;
                }
                return bindAbstract(socket, wanted) ? 0 : -EADDRINUSE;
            }
            Address path = wanted.terminated();
            if (paths.containsKey(path)) {
                return -EADDRINUSE;
            }
            if (socket.address != null) {
                return -EINVAL;
            }
            paths.put(path, socket);
            socket.address = path;
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /// `unix_find_other`, or null: [#refusal] says why.
    @Nullable UnixSocket find(Address target, int type) {
        lock.lock();
        try {
            if (target.isAbstract()) {
                return abstracts.get(new Abstract(target, type));
            }
            UnixSocket socket = paths.get(target.terminated());
            return socket != null && !socket.dead && socket.type == type ? socket : null;
        } finally {
            lock.unlock();
        }
    }

    int refusal(Address target, int type) {
        if (target.isAbstract()) {
            return -ECONNREFUSED;
        }
        lock.lock();
        try {
            UnixSocket socket = paths.get(target.terminated());
            return socket == null
                    ? -ENOENT
                    : socket.dead || socket.type == type ? -ECONNREFUSED : -EPROTOTYPE;
        } finally {
            lock.unlock();
        }
    }

    /// A socket ends: its abstract name is free, its path stays.
    void forget(UnixSocket socket) {
        Address name = socket.address;
        if (name != null && name.isAbstract()) {
            lock.lock();
            try {
                abstracts.remove(new Abstract(name, socket.type), socket);
            } finally {
                lock.unlock();
            }
        }
    }

    /// unlink(2) of a path that was bound: 0 or -ENOENT.
    int unlink(Address path) {
        lock.lock();
        try {
            return paths.remove(path.terminated()) == null ? -ENOENT : 0;
        } finally {
            lock.unlock();
        }
    }

    /// `unix_autobind`: five hexadecimal digits. Linux starts anywhere, this at 0, so that a run
    /// repeats.
    private int bindAutomatically(UnixSocket socket) {
        if (socket.address != null) {
            return 0;
        }
        Address name;
        do {
            name = Address.ofAbstract(String.format("%05x", nextAutomatic++ & 0xFFFFF));
        } while (!bindAbstract(socket, name));
        return 0;
    }

    private boolean bindAbstract(UnixSocket socket, Address name) {
        if (abstracts.putIfAbsent(new Abstract(name, socket.type), socket) != null) {
            return false;
        }
        socket.address = name;
        return true;
    }
}
