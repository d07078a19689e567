package io.epoll4j.inspect.rule;

import static io.epoll4j.sys.EpollFlags.EPOLLERR;
import static io.epoll4j.sys.EpollFlags.EPOLLHUP;
import static io.epoll4j.sys.EpollFlags.EPOLLONESHOT;

import io.epoll4j.inspect.model.EpollSet;
import io.epoll4j.inspect.model.EpollSet.Ready;
import io.epoll4j.inspect.model.ProcessInfo;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.model.Target;
import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Watched;
import io.epoll4j.inspect.model.Watched.Holder;
import io.epoll4j.inspect.model.Watched.Place;
import java.util.ArrayList;
import java.util.List;

/// A look at a made-up process with one epoll, 3: what is not said is as in a healthy one at rest.
final class Scene {
    static final int EPOLL = 3;

    private final List<Watched> items = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Snapshot.Unwatched> unwatched = new ArrayList<>();
    private List<Integer> sharedWith = List.of();
    private Ready ready = Ready.NO;
    private boolean virtualThreads;
    private long reads = 10;
    private int openFiles = 10;

    /// A thread that waits in the epoll for ever.
    Scene sleeper() {
        return asleepIn("epoll_wait", EPOLL, new Task.Wait(64, Task.Wait.FOREVER));
    }

    /// A thread that sleeps in another call.
    Scene asleepIn(String call, int fd) {
        return asleepIn(call, fd, null);
    }

    private Scene asleepIn(String call, int fd, Task.Wait wait) {
        tasks.add(task('S', new Task.Call(call, fd, wait), 0, 0, 0));
        return this;
    }

    /// A thread that has run for a second, of which it spent `system` hundredths in the kernel.
    Scene running(int system) {
        tasks.add(task('R', null, 1_000_000_000, 100 - system, system));
        return this;
    }

    /// The same before it has run.
    Scene starting() {
        tasks.add(task('R', null, 0, 0, 0));
        return this;
    }

    private Task task(char state, Task.Call call, long ran, int user, int system) {
        int tid = 100 + tasks.size();
        return new Task(tid, "t" + tid, state, call, "", ran, 0, user, system, 7, -1);
    }

    Scene ready() {
        ready = Ready.YES;
        return this;
    }

    Scene virtualThreads() {
        virtualThreads = true;
        return this;
    }

    Scene reads(long calls) {
        reads = calls;
        return this;
    }

    Scene sharedWith(int pid) {
        sharedWith = List.of(pid);
        return this;
    }

    Scene openFiles(int n) {
        openFiles = n;
        return this;
    }

    Scene unwatched(int fd, Target.Tcp socket) {
        unwatched.add(new Snapshot.Unwatched(fd, socket));
        return this;
    }

    Scene item(int fd, int mask, Target target) {
        return item(fd, mask, target, 0);
    }

    Scene item(int fd, int mask, Target target, int polled) {
        return item(fd, mask, target, polled, Place.OPEN);
    }

    Scene item(int fd, int mask, Target target, int polled, Place place, Holder... holders) {
        // Every mask that is armed has these two.
        int whole = mask == EPOLLONESHOT ? mask : mask | EPOLLERR | EPOLLHUP;
        items.add(
                new Watched(
                        fd,
                        whole,
                        fd,
                        1000 + fd,
                        place,
                        target,
                        polled,
                        List.of(holders),
                        List.of()));
        return this;
    }

    /// A socket that was accepted on port 80.
    static Target.Tcp accepted(long unread, long unsent) {
        return tcp("127.0.0.1:80", "127.0.0.1:40000", "ESTABLISHED", unread, unsent);
    }

    /// A socket that has connected to port 90.
    static Target.Tcp connected(long unread) {
        return tcp("127.0.0.1:50000", "127.0.0.1:90", "ESTABLISHED", unread, 0);
    }

    static Target.Tcp left() {
        return tcp("127.0.0.1:80", "127.0.0.1:40000", "CLOSE_WAIT", 0, 0);
    }

    static Target.Tcp tcp(String local, String remote, String state, long unread, long unsent) {
        return new Target.Tcp(local, remote, state, unread, unsent, -1, 500, 500, false);
    }

    static Target.Tcp listener(long waiting, long room) {
        return new Target.Tcp("127.0.0.1:80", "*", "LISTEN", waiting, 0, room, 0, 0, false);
    }

    /// The look, a second after the last.
    Snapshot at(int second) {
        var epoll = new EpollSet(EPOLL, List.of(), sharedWith, items, ready, 1000, false);
        var process =
                new ProcessInfo(
                        99, "made-up", "nobody", openFiles, 1024, 100_000, reads, virtualThreads);
        return new Snapshot(
                second * 1_000_000_000L, process, tasks, List.of(epoll), unwatched, List.of());
    }

    /// What is found if it stays so for a second.
    List<Finding> findings() {
        return Doctor.diagnose(at(0), at(1));
    }

    /// What is found if it was as `before` a second ago.
    List<Finding> findingsAfter(Scene before) {
        return Doctor.diagnose(before.at(0), at(1));
    }
}
