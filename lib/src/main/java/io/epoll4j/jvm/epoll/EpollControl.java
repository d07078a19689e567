package io.epoll4j.jvm.epoll;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.EpollFlags.EPOLLOUT;
import static io.epoll4j.sys.EpollFlags.EPOLLWAKEUP;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;
import static io.epoll4j.sys.Errno.EEXIST;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ELOOP;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOSPC;
import static io.epoll4j.sys.Errno.EPERM;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.file.PollTable;
import org.jspecify.annotations.Nullable;

/// epoll_ctl(2): adds, changes and removes items. Errors are decided in the order of Linux 6.18
/// (`do_epoll_ctl` in `fs/eventpoll.c`). Any thread may call it.
public final class EpollControl {
    /// `EPOLLEXCLUSIVE_OK_BITS`
    private static final int EXCLUSIVE_OK =
            EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;

    private EpollControl() {}

    /// `do_epoll_ctl`, once both numbers are looked up.
    ///
    /// @param file what the epoll descriptor refers to, an epoll or not; pinned by the caller
    /// @param target what `fd` refers to; pinned by the caller
    /// @return 0 or `-errno`
    public static int control(OpenFile file, int op, OpenFile target, int fd, int mask, long data) {
        if (!target.canPoll()) {
            return -EPERM;
        }
        boolean hasEvent = op != EPOLL_CTL_DEL;
        int events = hasEvent ? mask & ~EPOLLWAKEUP : 0;
        if (file.id == target.id || !(file instanceof EventPoll ep)) {
            return -EINVAL;
        }
        if (EventPoll.isExclusive(events) && !mayBeExclusive(op, target, events)) {
            return -EINVAL;
        }
        ep.mtx.lock();
        if (op == EPOLL_CTL_ADD && needsCheck(ep, target)) {
            ep.mtx.unlock();
            return addChecked(ep, target, fd, events, data);
        }
        try {
            EpItem item = find(ep, target, fd);
            return switch (op) {
                case EPOLL_CTL_ADD -> add(ep, item, target, fd, events, data, null);
                case EPOLL_CTL_MOD -> modify(item, events, data);
                case EPOLL_CTL_DEL -> delete(item);
                default -> -EINVAL;
            };
        } finally {
            ep.mtx.unlock();
        }
    }

    /// `ep_find`. A file with no watcher or one, as nearly all have, answers by itself; else the
    /// tree is searched. Needs `ep.mtx`, so that no item of `ep` comes or goes meanwhile.
    private static @Nullable EpItem find(EventPoll ep, OpenFile target, int fd) {
        EpItem watcher = EpItem.firstOf(target);
        if (watcher != null && watcher.nextOfFile() != null) {
            return ep.rbr.find(target.id, fd);
        }
        return watcher != null && watcher.ep == ep && watcher.fd == fd ? watcher : null;
    }

    private static boolean mayBeExclusive(int op, OpenFile target, int events) {
        return switch (op) {
            case EPOLL_CTL_MOD -> false;
            case EPOLL_CTL_ADD -> !(target instanceof EventPoll) && (events & ~EXCLUSIVE_OK) == 0;
            default -> true; // the unknown op is refused later
        };
    }

    /// Whether an ADD could make a loop, a chain too long or too many paths: it joins two epolls,
    /// or `ep` is watched itself, or a check under way has seen `ep` and may be about to have it
    /// watched. Needs `ep.mtx`.
    private static boolean needsCheck(EventPoll ep, OpenFile target) {
        return target instanceof EventPoll
                || ep.firstWatcher() != null
                || ep.generation == ep.shared.loopCheckGeneration;
    }

    /// An ADD that no other such ADD of this kernel may come between.
    private static int addChecked(EventPoll ep, OpenFile target, int fd, int events, long data) {
        Epolls shared = ep.shared;
        shared.nested.lock();
        try (NestedCheck check = new NestedCheck(shared)) {
            if (target instanceof EventPoll inner && !check.mayJoin(ep, inner)) {
                return -ELOOP;
            }
            ep.mtx.lock();
            try {
                EpItem item = find(ep, target, fd);
                return add(ep, item, target, fd, events, data, check);
            } finally {
                ep.mtx.unlock();
            }
        } finally {
            shared.nested.unlock();
        }
    }

    /// `ep_insert`. Needs `ep.mtx`, and with a check [Epolls#nested].
    private static int add(
            EventPoll ep,
            @Nullable EpItem present,
            OpenFile target,
            int fd,
            int events,
            long data,
            @Nullable NestedCheck check) {
        if (present != null) {
            return -EEXIST;
        }
        Epolls shared = ep.shared;
        if (shared.watches.incrementAndGet() > shared.maxUserWatches) {
            shared.watches.decrementAndGet();
            return -ENOSPC;
        }
        EpItem item = new EpItem(ep, target, fd, events | EPOLLERR | EPOLLHUP, data);
        link(item);
        if (check != null && !check.pathsWithinLimits(target)) {
            remove(item);
            return -EINVAL;
        }
        // From here on the callback may come at any time.
        if (item.poll(new EpItem.Registration(item)) != 0) {
            ep.becameReady(item);
        }
        return 0;
    }

    /// `ep_register_epitem`: puts the item on its file's list and into its epoll's tree; if the
    /// file is an epoll, under that one's `mtx` too, where its own ADD looks whether it is watched.
    private static void link(EpItem item) {
        EventPoll inner = item.file instanceof EventPoll epoll ? epoll : null;
        if (inner != null) {
            inner.mtx.lock();
        }
        try {
            item.file.attach(item);
            item.ep.rbr.insert(item);
        } finally {
            if (inner != null) {
                inner.mtx.unlock();
            }
        }
    }

    /// `ep_modify`. Needs the epoll's `mtx`.
    private static int modify(@Nullable EpItem item, int events, long data) {
        if (item == null) {
            return -ENOENT;
        }
        if (EventPoll.isExclusive(item.events)) {
            return -EINVAL;
        }
        // Both are written before the file is asked: whatever changes after that finds them.
        item.data = data;
        item.events = events | EPOLLERR | EPOLLHUP;
        if (item.poll(PollTable.NONE) != 0) {
            item.ep.becameReady(item);
        }
        return 0;
    }

    private static int delete(@Nullable EpItem item) {
        if (item == null) {
            return -ENOENT;
        }
        remove(item);
        return 0;
    }

    /// `ep_remove`: takes the item out of everything it is in. Needs the epoll's `mtx`.
    static void remove(EpItem item) {
        EventPoll ep = item.ep;
        item.unregister();
        item.file.detach(item);
        ep.rbr.remove(item);
        ep.lock.lock();
        if (ItemList.isLinked(item)) {
            ItemList.remove(item);
        }
        ep.lock.unlock();
        ep.shared.watches.decrementAndGet();
    }
}
