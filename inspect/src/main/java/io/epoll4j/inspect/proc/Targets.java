package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what a descriptor is, from its link, its fdinfo, the tables of sockets and what a copy of
/// it answered.
final class Targets {
    /// Each counter is a file to be read: a look must not take for ever.
    private static final int MOST_COUNTERS = 4_000;

    private final ProcDir dir;
    private final SocketTables sockets;
    private int counters;

    Targets(ProcDir dir, SocketTables sockets) {
        this.dir = dir;
        this.sockets = sockets;
    }

    /// What `fd`, which leads to `link`, is. A link that is null leaves the inode.
    Target of(int fd, @Nullable String link, long inode, Probe.Answer probed) {
        if (link == null) {
            var socket = sockets.find(inode);
            return socket == null ? new Target.Lost() : socket;
        }
        if (link.startsWith("socket:")) return socket(inode, probed);
        if (link.startsWith("pipe:")) return new Target.Pipe("", probed.queued());
        if (Descriptors.isEpoll(link)) return new Target.Nested(fd);
        if (!link.startsWith("anon_inode:")) return file(link, probed);
        var what = link.substring("anon_inode:".length()).replaceAll("[\\[\\]]", "");
        return switch (what) {
            case "eventfd", "timerfd", "signalfd" -> counter(what, counterText(fd));
            default -> new Target.Other(what, probed.queued());
        };
    }

    private Target socket(long inode, Probe.Answer probed) {
        var socket = sockets.find(inode);
        return switch (socket) {
            case Target.Tcp tcp when probed.tcp() -> with(tcp, probed);
            case Target.Unix unix ->
                    new Target.Unix(unix.path(), unix.type(), unix.state(), probed.queued());
            case null ->
                    probed.closed()
                            ? new Target.Tcp(
                                    "*",
                                    "*",
                                    "CLOSE",
                                    probed.queued(),
                                    0,
                                    -1,
                                    probed.sent(),
                                    probed.received(),
                                    true)
                            : new Target.OtherSocket(probed.queued());
            default -> socket;
        };
    }

    private static Target.Tcp with(Target.Tcp tcp, Probe.Answer probed) {
        return new Target.Tcp(
                tcp.local(),
                tcp.remote(),
                tcp.state(),
                tcp.listens() || probed.queued() < 0 ? tcp.unread() : probed.queued(),
                tcp.unsent(),
                tcp.listens() ? probed.room() : Target.UNKNOWN,
                probed.sent(),
                probed.received(),
                tcp.hungUp());
    }

    private static Target file(String link, Probe.Answer probed) {
        if (link.equals("inotify")) return new Target.Other("inotify", probed.queued());
        if (link.startsWith("/dev/")) return new Target.Other(link, probed.queued());
        // A path that can be watched and is no device is a FIFO: epoll takes no regular files.
        if (link.startsWith("/") && !link.endsWith("]"))
            return new Target.Pipe(link, probed.queued());
        return new Target.Other(link, probed.queued());
    }

    private String counterText(int fd) {
        if (++counters <= MOST_COUNTERS) return dir.text("fdinfo/" + fd, null);
        dir.unseen().add("counters", "there are more than 4,000");
        return "";
    }

    private Target counter(String what, String fdinfo) {
        return switch (what) {
            case "eventfd" ->
                    new Target.EventFd(number(ProcDir.value(fdinfo, "eventfd-count").strip(), 16));
            case "timerfd" ->
                    new Target.TimerFd(
                            number(ProcDir.value(fdinfo, "ticks"), 10),
                            nanos(ProcDir.value(fdinfo, "it_value")),
                            nanos(ProcDir.value(fdinfo, "it_interval")));
            default -> {
                var taken = signals(ProcDir.value(fdinfo, "sigmask"));
                var status = dir.text("status", null);
                var pending = signals(ProcDir.value(status, "ShdPnd"));
                for (int signal : signals(ProcDir.value(status, "SigPnd")))
                    if (!pending.contains(signal)) pending.add(signal);
                pending.retainAll(taken);
                yield new Target.SignalFd(taken, pending);
            }
        };
    }

    private static long number(String word, int radix) {
        return word.isEmpty() ? Target.UNKNOWN : Long.parseUnsignedLong(word, radix);
    }

    /// `(seconds, nanoseconds)`.
    private static long nanos(String pair) {
        if (pair.isEmpty()) return Target.UNKNOWN;
        int comma = pair.indexOf(',');
        long seconds = Long.parseLong(pair.substring(1, comma).strip());
        return seconds * 1_000_000_000
                + Long.parseLong(pair.substring(comma + 1, pair.length() - 1).strip());
    }

    /// The numbers of the signals in a mask of hexadecimal digits.
    static List<Integer> signals(String mask) {
        var signals = new ArrayList<Integer>();
        long bits = mask.isEmpty() ? 0 : Long.parseUnsignedLong(mask, 16);
        for (int bit = 0; bit < Long.SIZE; bit++) if ((bits >>> bit & 1) != 0) signals.add(bit + 1);
        return signals;
    }
}
