package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.Task;
import io.epoll4j.inspect.model.Task.Call;
import io.epoll4j.inspect.model.Task.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads of a process, from /proc/PID/task.
final class Tasks {
    private static final int FIELDS_BEFORE_UTIME = 11;

    private final ProcDir dir;

    Tasks(ProcDir dir) {
        this.dir = dir;
    }

    List<Task> read() {
        var tasks = new ArrayList<Task>();
        double now = lastRan(dir.global("thread-self/sched"));
        for (int tid : dir.numbers("task", "threads")) {
            var task = read(tid, now);
            if (task != null) tasks.add(task);
        }
        return tasks;
    }

    private @Nullable Task read(int tid, double now) {
        var folder = "task/" + tid + "/";
        var stat = dir.text(folder + "stat", null);
        int name = stat.indexOf('(');
        int after = stat.lastIndexOf(')');
        if (name < 0 || after < 0) return null; // it has ended meanwhile
        var fields = stat.substring(after + 2).split(" ", -1);
        var status = dir.text(folder + "status", null);
        var times = dir.text(folder + "schedstat", null).strip().split(" ", -1);
        double ran = lastRan(dir.text(folder + "sched", null));
        char state = fields[0].charAt(0);
        boolean known = state == 'S' && ran >= 0 && now >= ran;
        return new Task(
                tid,
                ProcDir.people(stat.substring(name + 1, after)),
                state,
                call(dir.text(folder + "syscall", "calls that threads sleep in")),
                dir.text(folder + "wchan", null).strip(),
                ProcDir.number(times[0], 0),
                times.length < 2 ? 0 : ProcDir.number(times[1], 0),
                Long.parseLong(fields[FIELDS_BEFORE_UTIME]),
                Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]),
                ProcDir.number(ProcDir.value(status, "voluntary_ctxt_switches"), 0),
                known ? (long) ((now - ran) * 1e6) : -1);
    }

    /// When the thread last ran, in milliseconds of the scheduler's clock; -1 if it does not tell.
    private static double lastRan(String sched) {
        var line = sched.lines().filter(l -> l.startsWith("se.exec_start")).findFirst();
        if (line.isEmpty()) return -1;
        return Double.parseDouble(line.get().substring(line.get().indexOf(':') + 1).strip());
    }

    /// `number arg0 ... arg5 sp pc`, or `running`, or `-1 sp pc` between calls; proc_pid_syscall.
    static @Nullable Call call(String text) {
        var words = text.strip().split(" ", -1);
        int number = (int) ProcDir.number(words[0], -1);
        if (number < 0 || words.length < 7) return null;
        var name = Calls.name(number);
        int fd = Calls.takesDescriptor(name) ? (int) argument(words, 0) : -1;
        if (!name.startsWith("epoll_")) return new Call(name, fd, null);
        long timeout = argument(words, 3);
        // The time-out of epoll_pwait2 is a pointer, null for ever.
        long millis =
                !name.equals("epoll_pwait2")
                        ? (int) timeout < 0 ? Wait.FOREVER : (int) timeout
                        : timeout == 0 ? Wait.FOREVER : Wait.UNKNOWN;
        return new Call(name, fd, new Wait((int) argument(words, 2), millis));
    }

    private static long argument(String[] words, int index) {
        return Long.parseUnsignedLong(words[1 + index].substring(2), 16);
    }
}
