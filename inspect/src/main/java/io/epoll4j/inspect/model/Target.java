package io.epoll4j.inspect.model;

import java.util.List;

/// What a watched descriptor is. A number that was not to be seen is [#UNKNOWN].
public sealed interface Target {
    /// Not to be seen.
    long UNKNOWN = -1;

    /// Bytes, datagrams or connections that nobody has taken yet.
    default long unread() {
        return UNKNOWN;
    }

    /// Bytes that the peer has not taken yet.
    default long unsent() {
        return UNKNOWN;
    }

    /// One word for the kind.
    String kind();

    /// A TCP socket.
    ///
    /// @param local its address
    /// @param remote the peer's; of a listener `*`
    /// @param state such as `ESTABLISHED`
    /// @param unread bytes nobody has read; of a listener, connections nobody has accepted
    /// @param unsent bytes not acknowledged
    /// @param room how many connections a listener lets wait
    /// @param sent bytes sent so far
    /// @param received bytes received so far
    /// @param hungUp whether the peer has finished and nobody has read that yet
    record Tcp(
            String local,
            String remote,
            String state,
            long unread,
            long unsent,
            long room,
            long sent,
            long received,
            boolean hungUp)
            implements Target {
        @Override
        public String kind() {
            return "tcp";
        }

        /// Whether it accepts connections.
        public boolean listens() {
            return state.equals("LISTEN");
        }

        /// Whether its backlog takes no more: Linux lets one more wait than it was told
        /// (sk_acceptq_is_full).
        public boolean full() {
            return listens() && room != UNKNOWN && unread >= room && unread > 0;
        }
    }

    /// A UDP socket.
    ///
    /// @param local its address
    /// @param remote its peer's; `*` if it has none
    /// @param unread bytes of memory that datagrams take up which nobody has read
    /// @param unsent bytes of memory of those on their way out
    record Udp(String local, String remote, long unread, long unsent) implements Target {
        @Override
        public String kind() {
            return "udp";
        }
    }

    /// A Unix-domain socket.
    ///
    /// @param path what it is bound to, an abstract name with `@`; empty if to nothing
    /// @param type `stream`, `dgram` or `seqpacket`
    /// @param state `LISTEN`, `CONNECTED`, `UNCONNECTED`
    /// @param unread bytes nobody has read
    record Unix(String path, String type, String state, long unread) implements Target {
        @Override
        public String kind() {
            return "unix";
        }

        /// Whether it accepts connections.
        public boolean listens() {
            return state.equals("LISTEN");
        }
    }

    /// A socket of another family, or one that is in no table any more: closed by its peer's reset,
    /// or not yet connected.
    ///
    /// @param unread bytes nobody has read
    record OtherSocket(long unread) implements Target {
        @Override
        public String kind() {
            return "socket";
        }
    }

    /// An eventfd.
    ///
    /// @param count its counter
    record EventFd(long count) implements Target {
        @Override
        public String kind() {
            return "eventfd";
        }

        @Override
        public long unread() {
            return count;
        }
    }

    /// A timerfd.
    ///
    /// @param ticks expirations that nobody has read
    /// @param leftNanos time until the next; 0 if it is not armed
    /// @param intervalNanos time between two; 0 if it expires once
    record TimerFd(long ticks, long leftNanos, long intervalNanos) implements Target {
        @Override
        public String kind() {
            return "timerfd";
        }

        @Override
        public long unread() {
            return ticks;
        }
    }

    /// A signalfd.
    ///
    /// @param signals the numbers of those it takes
    /// @param pending the numbers of those that wait to be read
    record SignalFd(List<Integer> signals, List<Integer> pending) implements Target {
        /// Copies the lists.
        public SignalFd {
            signals = List.copyOf(signals);
            pending = List.copyOf(pending);
        }

        @Override
        public String kind() {
            return "signalfd";
        }

        @Override
        public long unread() {
            return pending.size();
        }
    }

    /// An end of a pipe or of a FIFO.
    ///
    /// @param path of the FIFO; empty for a pipe
    /// @param unread bytes in it
    record Pipe(String path, long unread) implements Target {
        @Override
        public String kind() {
            return path.isEmpty() ? "pipe" : "fifo";
        }
    }

    /// Another epoll.
    ///
    /// @param fd its descriptor
    record Nested(int fd) implements Target {
        @Override
        public String kind() {
            return "epoll";
        }
    }

    /// Anything else.
    ///
    /// @param what what /proc calls it: `inotify`, `/dev/pts/0`, `pidfd`
    /// @param unread bytes nobody has read
    record Other(String what, long unread) implements Target {
        /// Whether it is known that asking it what is ready changes nothing.
        public boolean isPlain() {
            return what.equals("inotify")
                    || what.equals("pidfd")
                    || what.startsWith("/dev/pts/")
                    || what.startsWith("/dev/tty");
        }

        @Override
        public String kind() {
            return what;
        }
    }

    /// A file that no descriptor of the process names any more and that could not be found.
    record Lost() implements Target {
        @Override
        public String kind() {
            return "unknown";
        }
    }
}
