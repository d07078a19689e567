package io.epoll4j.inspect;

import io.epoll4j.inspect.model.CannotLookException;
import io.epoll4j.inspect.model.Snapshot;
import io.epoll4j.inspect.proc.Looker;
import io.epoll4j.inspect.proc.Processes;
import io.epoll4j.inspect.rule.Doctor;
import io.epoll4j.inspect.rule.Finding;
import io.epoll4j.sys.Kernel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Looks at the epolls of one process:
///
/// ```
/// Snapshot now = Inspector.of(pid).snapshot();
/// List<Finding> findings = Inspector.of(pid).examine(Duration.ofSeconds(1)).findings();
/// ```
///
/// For one thread. Keep it to look again: it remembers how long it held the mutexes of the
/// process's epolls, and reads large ones again only so often that this stays below a hundredth of
/// the time.
public final class Inspector {
    private static final Path PROC = Path.of("/proc");

    private final int pid;
    private final boolean probes;
    private final boolean insists;
    private final Looker looker;

    private Inspector(int pid, boolean probes, boolean insists) {
        this.pid = pid;
        this.probes = probes;
        this.insists = insists;
        looker = new Looker(Kernel.linux(), PROC, pid, probes, insists);
    }

    /// An inspector of the process `pid`.
    public static Inspector of(int pid) {
        return new Inspector(pid, true, false);
    }

    /// The processes that have an epoll and that this one may look at.
    public static List<Integer> processes() {
        return Processes.withEpolls(PROC);
    }

    /// The same without copying descriptors: what is ready is then not known, nor how much is in
    /// pipes and Unix sockets, and fewer diagnoses are sure.
    public Inspector withoutProbes() {
        return new Inspector(pid, false, insists);
    }

    /// The same for processes with more than 50,000 descriptors, too: while the items of an epoll
    /// are read, for some microseconds each, nobody can wait in it.
    public Inspector insisting() {
        return new Inspector(pid, probes, true);
    }

    /// The process.
    public int pid() {
        return pid;
    }

    /// Looks once.
    ///
    /// @throws CannotLookException if there is nothing to be seen, and why
    public Snapshot snapshot() {
        return looker.look(System.nanoTime());
    }

    /// Looks twice, and says what is wrong.
    ///
    /// @param apart time between the two looks, better a second than less: a burst must be over,
    ///   and a processor's time is counted in hundredths of a second
    /// @throws CannotLookException if there is nothing to be seen, and why
    /// @throws InterruptedException if the thread is interrupted in between
    public Examination examine(Duration apart) throws InterruptedException {
        var before = snapshot();
        Thread.sleep(apart);
        return Examination.of(before, snapshot());
    }

    /// Two looks at a process and what they say.
    ///
    /// @param before the first
    /// @param now the second
    /// @param findings what is wrong, the most certain first
    public record Examination(Snapshot before, Snapshot now, List<Finding> findings) {
        /// Copies the list.
        public Examination {
            findings = List.copyOf(findings);
        }

        /// Says what is wrong with what was looked at twice.
        public static Examination of(Snapshot before, Snapshot now) {
            return new Examination(before, now, Doctor.diagnose(before, now));
        }
    }
}
