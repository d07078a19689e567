package io.epoll4j.inspect.model;

import java.util.List;
import java.util.Optional;

/// What one look at a process saw.
///
/// @param nanos when, on the monotonic clock of this machine; two of them tell how far apart two
///   looks are
/// @param process the process itself
/// @param tasks its threads, by number
/// @param epolls its epolls, by their lowest descriptor
/// @param unwatched TCP sockets that no epoll of this process watches, and of which somebody may
///   have to take care: peers that have hung up, listeners
/// @param unseen what could not be looked at and why, a line each
public record Snapshot(
        long nanos,
        ProcessInfo process,
        List<Task> tasks,
        List<EpollSet> epolls,
        List<Unwatched> unwatched,
        List<String> unseen) {

    /// A socket that no epoll watches.
    ///
    /// @param fd its descriptor
    /// @param socket what it is
    public record Unwatched(int fd, Target.Tcp socket) {}

    /// Copies the lists.
    public Snapshot {
        tasks = List.copyOf(tasks);
        epolls = List.copyOf(epolls);
        unwatched = List.copyOf(unwatched);
        unseen = List.copyOf(unseen);
    }

    /// The epoll that `fd` names, also if it is a copy of the descriptor.
    public Optional<EpollSet> epoll(int fd) {
        return epolls.stream().filter(epoll -> epoll.names(fd)).findFirst();
    }

    /// The thread of this number.
    public Optional<Task> task(int tid) {
        return tasks.stream().filter(task -> task.tid() == tid).findFirst();
    }

    /// The threads that wait in `epoll`.
    public List<Task> waitersOf(EpollSet epoll) {
        return tasks.stream().filter(task -> task.waitsIn(epoll, epolls.size())).toList();
    }

    /// The epolls of this process that watch `epoll`.
    public List<EpollSet> watchersOf(EpollSet epoll) {
        return epolls.stream().filter(outer -> outer.nests(epoll)).toList();
    }

    /// Items in all epolls together.
    public long watches() {
        return epolls.stream().mapToLong(epoll -> epoll.items().size()).sum();
    }
}
