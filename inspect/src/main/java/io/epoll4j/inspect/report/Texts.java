package io.epoll4j.inspect.report;

import io.epoll4j.inspect.model.EpollMask;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Task.Wait;
import io.epoll4j.inspect.model.Watched;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// The values of a snapshot in words.
final class Texts {
    private static final double SECOND = 1e9;

    private Texts() {}

    /// What is watched: `tcp 127.0.0.1:80 > 127.0.0.1:40312 ESTABLISHED, 12 unread`.
    static String of(Target target) {
        return switch (target) {
            case Target.Tcp tcp when tcp.listens() ->
                    "tcp " + tcp.local() + " LISTEN, " + backlog(tcp);
            case Target.Tcp tcp ->
                    "tcp %s > %s %s".formatted(tcp.local(), tcp.remote(), tcp.state())
                            + queues(tcp)
                            + (tcp.hungUp() ? ", end not read" : "");
            case Target.Udp udp -> "udp %s > %s".formatted(udp.local(), udp.remote()) + queues(udp);
            case Target.Unix unix ->
                    "unix %s %s".formatted(unix.type(), unix.state())
                            + (unix.path().isEmpty() ? "" : " " + printable(unix.path()))
                            + queues(unix);
            case Target.EventFd(long count) -> "eventfd, count " + number(count);
            case Target.TimerFd timer -> "timerfd, " + timer(timer);
            case Target.SignalFd(List<Integer> signals, List<Integer> pending) ->
                    "signalfd of " + signals + (pending.isEmpty() ? "" : ", pending " + pending);
            case Target.Pipe pipe ->
                    pipe.kind()
                            + (pipe.path().isEmpty() ? "" : " " + printable(pipe.path()))
                            + queues(pipe);
            case Target.Nested(int fd) -> "epoll " + fd;
            case Target.Lost() -> "a file that no descriptor names";
            default -> printable(target.kind()) + queues(target);
        };
    }

    private static String backlog(Target.Tcp listener) {
        var room = listener.room() < 0 ? "" : " of " + number(listener.room());
        return number(listener.unread()) + room + " to accept";
    }

    private static String queues(Target target) {
        return (target.unread() > 0 ? ", " + number(target.unread()) + " unread" : "")
                + (target.unsent() > 0 ? ", " + number(target.unsent()) + " unsent" : "");
    }

    private static String timer(Target.TimerFd timer) {
        var text = new StringJoiner(", ");
        if (timer.leftNanos() > 0) text.add("%s left".formatted(seconds(timer.leftNanos())));
        else text.add("not armed");
        if (timer.intervalNanos() > 0)
            text.add("every %s".formatted(seconds(timer.intervalNanos())));
        if (timer.ticks() > 0) text.add(number(timer.ticks()) + " unread");
        return text.toString();
    }

    /// What has become of the number, if it is not as it was; else empty.
    static String place(Watched item) {
        return switch (item.place()) {
            case OPEN -> "";
            case CLOSED -> "closed but watched: ";
            case REUSED -> "now another file, but watched: ";
            case UNKNOWN -> "perhaps another file now: ";
        };
    }

    static String mask(Watched item) {
        return item.isDisarmed()
                ? EpollMask.text(item.mask()) + " (off)"
                : EpollMask.text(item.mask());
    }

    /// Who waits and how: `redis-server (81) in epoll_wait, up to 1,024 events, for at most 95 ms`.
    static String waiter(Task task) {
        var text = new StringBuilder(task.name()).append(" (").append(task.tid()).append(')');
        if (task.call() == null) return text.append(" in epoll_wait").toString();
        text.append(" in ").append(task.call().name());
        var how = task.call().waiting();
        if (how == null) return text.toString();
        text.append(", up to ").append(number(how.maxEvents())).append(" events");
        if (how.timeoutMillis() == Wait.FOREVER) text.append(", for ever");
        else if (how.timeoutMillis() != Wait.UNKNOWN)
            text.append(", for at most ").append(number(how.timeoutMillis())).append(" ms");
        if (task.asleepNanos() >= 0)
            text.append(", asleep for ").append(seconds(task.asleepNanos()));
        return text.toString();
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / SECOND);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// One line, whatever is in it: a name of a file or thread may hold anything.
    static String printable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    if (Character.isISOControl(c)) clean.append('?');
                    else clean.appendCodePoint(c);
                });
        return clean.toString();
    }
}
