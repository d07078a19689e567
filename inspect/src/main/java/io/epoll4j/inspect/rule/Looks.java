package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.EpollSet.Ready;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Target.Tcp;
import io.epoll4j.inspect.model.Watched;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Two looks at a process, and what the rules ask of them.
final class Looks {
    private final Snapshot before;
    private final Snapshot now;
    private final List<EpollPair> epolls = new ArrayList<>();
    private final List<TaskPair> tasks = new ArrayList<>();
    private final Set<String> ports = new HashSet<>();

    Looks(Snapshot before, Snapshot now) {
        this.before = before;
        this.now = now;
        for (var epoll : now.epolls())
            before.epoll(epoll.fd()).ifPresent(was -> epolls.add(EpollPair.of(was, epoll)));
        for (var task : now.tasks())
            before.task(task.tid())
                    .ifPresent(was ->
                            tasks.add(new TaskPair(was, task, now.nanos() - before.nanos())));
        var seen = new HashSet<String>();
        // One socket may connect from a port; several share only what they were accepted on.
        sockets()
                .forEach(tcp -> {
                    if (!seen.add(port(tcp.local())) || tcp.listens()) ports.add(port(tcp.local()));
                });
    }

    Snapshot before() {
        return before;
    }

    Snapshot now() {
        return now;
    }

    double seconds() {
        return (now.nanos() - before.nanos()) / 1e9;
    }

    List<EpollPair> epolls() {
        return epolls;
    }

    List<TaskPair> tasks() {
        return tasks;
    }

    /// The threads that waited in `epoll` at both looks.
    List<TaskPair> sleepers(EpollPair epoll) {
        return tasks.stream()
                .filter(task -> task.before().waitsIn(epoll.before(), before.epolls().size()))
                .filter(task -> task.now().waitsIn(epoll.now(), now.epolls().size()))
                .toList();
    }

    /// Whether some thread waited in `epoll` at one look at least.
    boolean isWaitedIn(EpollPair epoll) {
        return !before.waitersOf(epoll.before()).isEmpty() || !now.waitersOf(epoll.now()).isEmpty();
    }

    boolean isNested(EpollPair epoll) {
        return !now.watchersOf(epoll.now()).isEmpty();
    }

    /// The threads that go round and round in it: it is ready, nobody sleeps in it, and they are
    /// busy with system calls.
    List<TaskPair> spinners(EpollPair epoll) {
        if (!epoll.mayBeReady() || isWaitedIn(epoll)) return List.of();
        return tasks.stream()
                .filter(TaskPair::spins)
                .filter(task -> !task.now().waitsInAnEpoll() && !task.before().waitsInAnEpoll())
                .toList();
    }

    /// Whether a thread may have somebody's request in hand.
    boolean someWork() {
        return tasks.stream().anyMatch(TaskPair::works);
    }

    /// Whether there are threads that wait in no epoll.
    boolean hasOtherThreads() {
        return tasks.stream().anyMatch(task -> !task.now().waitsInAnEpoll());
    }

    /// Whether some peer does not take what it is owed: who reads from another for it is right to
    /// pause.
    boolean someoneIsOwed() {
        return epolls.stream()
                .flatMap(epoll -> epoll.items().stream())
                .anyMatch(item ->
                        item.before().target().unsent() > 0 && item.now().target().unsent() > 0);
    }

    /// Whether the epoll has a connection to some other server, beside `except`, from which nothing
    /// has come: an answer may be waited for.
    boolean asksOthers(EpollPair epoll, ItemPair except) {
        return epoll.items().stream()
                .filter(item -> !item.now().is(except.now()))
                .map(ItemPair::now)
                .anyMatch(this::isOutgoing);
    }

    private boolean isOutgoing(Watched item) {
        return switch (item.target()) {
            case Tcp tcp -> tcp.state().equals("ESTABLISHED") && isOutgoing(tcp);
            default -> false;
        };
    }

    /// Whether the process has connected, rather than accepted.
    boolean isOutgoing(Tcp socket) {
        return !socket.listens() && !ports.contains(port(socket.local()));
    }

    /// Calls of read(2) and its kin by the whole process in between; -1 if not known.
    long reads() {
        return before.process().reads() < 0 || now.process().reads() < 0
                ? -1
                : now.process().reads() - before.process().reads();
    }

    /// Each once, in however many epolls it is.
    private Stream<Tcp> sockets() {
        var watched = new LinkedHashMap<Long, Target>();
        for (var epoll : now.epolls())
            for (var item : epoll.items()) watched.put(item.inode(), item.target());
        var others = now.unwatched().stream().<Target>map(Snapshot.Unwatched::socket);
        return Stream.concat(watched.values().stream(), others)
                .filter(Tcp.class::isInstance)
                .map(Tcp.class::cast);
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    /// Whether the epoll was seen without events at both looks.
    static boolean isQuiet(EpollSet before, EpollSet now) {
        return before.ready() == Ready.NO && now.ready() == Ready.NO;
    }
}
