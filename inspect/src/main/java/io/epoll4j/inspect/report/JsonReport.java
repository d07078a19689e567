package io.epoll4j.inspect.report;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;

import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.model.EpollMask;
import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.inspect.model.Watched.Holder;
import io.epoll4j.inspect.rule.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two looks at a process as one JSON object in one line, as [#schema] has it. What is not known is
/// left out.
public final class JsonReport {
    private JsonReport() {}

    /// The object.
    public static String of(Examination examination) {
        var now = examination.now();
        var process = now.process();
        var object = new Fields();
        object.put("pid", process.pid());
        object.put("name", process.name());
        object.put("user", process.user());
        object.put("apartNanos", now.nanos() - examination.before().nanos());
        object.put("descriptors", process.openFiles());
        object.known("maxDescriptors", process.maxOpenFiles());
        object.known("maxUserWatches", process.maxUserWatches());
        object.put("watches", now.watches());
        object.put("findings", examination.findings().stream().map(JsonReport::finding).toList());
        object.put("epolls", now.epolls().stream().map(epoll -> epoll(now, epoll)).toList());
        object.put("threads", now.tasks().stream().map(JsonReport::task).toList());
        object.put("unwatched", now.unwatched().stream().map(JsonReport::unwatched).toList());
        object.put("unseen", now.unseen());
        return Json.of(object.map);
    }

    /// The JSON Schema that every such object keeps to.
    public static String schema() {
        try (InputStream in = JsonReport.class.getResourceAsStream("inspect.schema.json")) {
            if (in == null) throw new IllegalStateException("the schema is not in the module");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, Object> finding(Finding finding) {
        var fields = new Fields();
        fields.put("code", finding.sickness().code());
        fields.put("certainty", finding.certainty().text());
        fields.known("epoll", finding.epoll());
        fields.put("fds", finding.fds());
        fields.put("evidence", finding.evidence());
        fields.put("cure", finding.cure());
        return fields.map;
    }

    private static Map<String, Object> epoll(Snapshot now, EpollSet epoll) {
        var fields = new Fields();
        fields.put("fd", epoll.fd());
        fields.put("copies", epoll.copies());
        fields.put("sharedWith", epoll.sharedWith());
        fields.put("ready", epoll.ready().name().toLowerCase(Locale.ROOT));
        fields.put("readNanos", epoll.readNanos());
        fields.put("earlier", epoll.earlier());
        fields.put("waiters", now.waitersOf(epoll).stream().map(Task::tid).toList());
        fields.put("items", epoll.items().stream().map(JsonReport::item).toList());
        return fields.map;
    }

    private static Map<String, Object> item(Watched item) {
        var fields = new Fields();
        fields.put("fd", item.fd());
        fields.put("wants", names(item.mask() & ~(EPOLLERR | EPOLLHUP)));
        fields.put("mask", Integer.toHexString(item.mask()));
        fields.put("data", Long.toHexString(item.data()));
        fields.put("place", item.place().name().toLowerCase(Locale.ROOT));
        if (item.polled() >= 0) fields.put("polled", names(item.polled()));
        fields.put("target", target(item.target()));
        if (!item.holders().isEmpty()) fields.put("holders", holders(item.holders()));
        if (!item.rivals().isEmpty()) fields.put("rivals", holders(item.rivals()));
        return fields.map;
    }

    private static List<String> names(int mask) {
        return mask == 0 ? List.of() : List.of(EpollMask.names(mask).split(" "));
    }

    private static List<Map<String, Object>> holders(List<Holder> holders) {
        return holders.stream()
                .map(holder -> {
                    var fields = new Fields();
                    fields.put("pid", holder.pid());
                    fields.put("name", holder.name());
                    fields.put("fd", holder.fd());
                    return fields.map;
                })
                .toList();
    }

    private static Map<String, Object> unwatched(Snapshot.Unwatched socket) {
        var fields = new Fields();
        fields.put("fd", socket.fd());
        fields.put("target", target(socket.socket()));
        return fields.map;
    }

    private static Map<String, Object> target(Target target) {
        var fields = new Fields();
        fields.put("kind", target.kind());
        switch (target) {
            case Target.Tcp tcp -> {
                fields.put("local", tcp.local());
                fields.put("remote", tcp.remote());
                fields.put("state", tcp.state());
                fields.known("room", tcp.room());
                fields.known("sent", tcp.sent());
                fields.known("received", tcp.received());
                fields.put("hungUp", tcp.hungUp());
            }
            case Target.Udp udp -> {
                fields.put("local", udp.local());
                fields.put("remote", udp.remote());
            }
            case Target.Unix unix -> {
                fields.put("path", unix.path());
                fields.put("type", unix.type());
                fields.put("state", unix.state());
            }
            case Target.TimerFd timer -> {
                fields.known("leftNanos", timer.leftNanos());
                fields.known("intervalNanos", timer.intervalNanos());
            }
            case Target.SignalFd signal -> {
                fields.put("signals", signal.signals());
                fields.put("pending", signal.pending());
            }
            case Target.Pipe pipe -> fields.put("path", pipe.path());
            case Target.Nested(int fd) -> fields.put("fd", fd);
            default -> {}
        }
        fields.known("unread", target.unread());
        fields.known("unsent", target.unsent());
        return fields.map;
    }

    private static Map<String, Object> task(Task task) {
        var fields = new Fields();
        fields.put("tid", task.tid());
        fields.put("name", task.name());
        fields.put("state", String.valueOf(task.state()));
        if (task.call() != null) {
            fields.put("call", task.call().name());
            fields.known("fd", task.call().fd());
            var waiting = task.call().waiting();
            if (waiting != null) {
                fields.put("maxEvents", waiting.maxEvents());
                if (waiting.timeoutMillis() != Task.Wait.UNKNOWN)
                    fields.put("timeoutMillis", waiting.timeoutMillis());
            }
        }
        fields.known("asleepNanos", task.asleepNanos());
        return fields.map;
    }

    /// The keys of an object in order.
    private static final class Fields {
        final Map<String, Object> map = new LinkedHashMap<>();

        void put(String key, @Nullable Object value) {
            if (value != null) map.put(key, value);
        }

        void known(String key, long value) {
            if (value >= 0) map.put(key, value);
        }
    }
}
