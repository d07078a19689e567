package io.epoll4j.inspect.model;

import static io.epoll4j.sys.EpollFlags.EPOLLET;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;

import java.util.List;

/// A descriptor that an epoll watches.
///
/// @param fd its number when it was added
/// @param mask what it is watched for, as in [EpollMask]
/// @param data the word that the program gets back; its own affair
/// @param inode the number of the file's inode. All eventfds, timerfds and their kin share one
/// @param place what its number names now
/// @param target what is watched
/// @param polled what poll(2) said of a copy, `POLL*`; -1 if it was not asked
/// @param holders other descriptors of the file, if it is no longer open under its number
/// @param rivals epolls of other processes that watch the same listener
public record Watched(
        int fd,
        int mask,
        long data,
        long inode,
        Place place,
        Target target,
        int polled,
        List<Holder> holders,
        List<Holder> rivals) {

    /// What a number names now.
    public enum Place {
        /// What was added.
        OPEN,
        /// Nothing.
        CLOSED,
        /// Another file.
        REUSED,
        /// This could not be found out.
        UNKNOWN
    }

    /// A descriptor of some process.
    ///
    /// @param pid the process
    /// @param name what it is called
    /// @param fd the number there
    /// @param mask what it is watched for, if it is an epoll that watches; else 0
    public record Holder(int pid, String name, int fd, int mask) {}

    /// Copies the lists.
    public Watched {
        holders = List.copyOf(holders);
        rivals = List.copyOf(rivals);
    }

    /// Whether `other` is the same item at another look.
    public boolean is(Watched other) {
        return fd == other.fd && inode == other.inode;
    }

    /// Whether all of `bits` are in the mask.
    public boolean wants(int bits) {
        return (mask & bits) == bits;
    }

    /// Whether poll(2) was asked and said one of `bits`.
    public boolean polls(int bits) {
        return polled >= 0 && (polled & bits) != 0;
    }

    /// Told of again and again, for as long as it is ready.
    public boolean isLevel() {
        return !wants(EPOLLET) && !isDisarmed();
    }

    /// Had EPOLLONESHOT and was told of: nothing is reported of it until somebody arms it again.
    public boolean isDisarmed() {
        return wants(EPOLLONESHOT) && (mask & ~EpollMask.PRIVATE) == 0;
    }
}
