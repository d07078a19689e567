package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.EPROTOTYPE;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.UnixPath;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The names of unix sockets: abstract ones, which end with their socket and are apart for each
/// type, and paths, which stay until they are unlinked (net/unix/af_unix.c).
///
/// Its lock is taken before a socket's. Any thread may use it.
public final class UnixNames {
    private record Abstract(Address name, int type) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Abstract, UnixSocket> abstracts = new HashMap<>();
    private final UnixFolders folders = new UnixFolders();
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
            if (!wanted.isAbstract()) {
                return bindPath(socket, wanted);
            }
            if (socket.address != null) {
                return -EINVAL;
            }
            return bindAbstract(socket, wanted) ? 0 : -EADDRINUSE;
        } finally {
            lock.unlock();
        }
    }

    /// `unix_bind_bsd`
    private int bindPath(UnixSocket socket, Address wanted) {
        int failure = folders.checkNew(wanted.path());
        if (failure != 0) {
            return failure;
        }
        if (socket.address != null) {
            return -EINVAL;
        }
        folders.add(wanted.path(), socket);
        socket.address = wanted.terminated();
        return 0;
    }

    /// `unix_find_other`, or null: [#refusal] says why.
    @Nullable UnixSocket find(Address target, int type) {
        lock.lock();
        try {
            if (target.isAbstract()) {
                return abstracts.get(new Abstract(target, type));
            }
            UnixSocket socket = folders.find(target.path());
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
            int failure = folders.check(target.path());
            if (failure != 0) {
                return failure;
            }
            UnixSocket socket = folders.find(target.path());
            return socket == null || socket.dead || socket.type == type
                    ? -ECONNREFUSED
                    : -EPROTOTYPE;
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

    /// unlink(2)
    public int unlink(UnixPath path) {
        lock.lock();
        try {
            return folders.remove(path);
        } finally {
            lock.unlock();
        }
    }

    /// mkdir(2)
    public int makeFolder(UnixPath path) {
        lock.lock();
        try {
            return folders.make(path);
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
