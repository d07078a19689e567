package io.epoll4j.conformance;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.LinuxKernel;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Linux. Whether a thread sleeps is read from `/proc/self/task/TID/syscall` (proc_pid_syscall(5)):
/// the number of the call a thread sleeps in, or `running`.
final class LinuxTarget implements Target {
    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");

    // read, write, poll, select, pselect6, epoll_wait, epoll_ctl, epoll_pwait, ppoll, accept4,
    // epoll_pwait2, connect, sendto, recvfrom, sendmsg, recvmsg, recvmmsg
    private static final Set<String> SLEEPING =
            ARM
                    ? Set.of(
                            "63", "64", "72", "21", "22", "73", "242", "441", "203", "206", "207",
                            "211", "212", "243")
                    : Set.of(
                            "0", "1", "7", "23", "270", "232", "233", "281", "271", "288", "441",
                            "42", "44", "45", "46", "47", "299");

    private final LinuxKernel kernel = Kernel.linux();

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public LinuxKernel linux() {
        return kernel;
    }

    @Override
    public String folder() throws IOException {
        return Files.createTempDirectory("epoll4j").toString();
    }

    @Override
    public void raise(int signal) {
        int answer = kernel.tgkill(kernel.getpid(), kernel.gettid(), signal);
        SysException.check(answer, "tgkill", "signal " + signal);
    }

    @Override
    public Watch watch() {
        var task = Path.of("/proc/self/task/" + kernel.gettid());
        var call = task.resolve("syscall");
        return Files.isReadable(call)
                ? () -> SLEEPING.contains(firstWord(call))
                : () -> stateOf(task.resolve("stat")) == 'S';
    }

    private static String firstWord(Path file) {
        var line = line(file);
        int space = line.indexOf(' ');
        return space < 0 ? line.strip() : line.substring(0, space);
    }

    /// The state follows the name in parentheses, which may hold anything.
    private static char stateOf(Path stat) {
        var line = line(stat);
        int name = line.lastIndexOf(") ");
        return name < 0 ? '?' : line.charAt(name + 2);
    }

    /// Empty once the thread has ended: its directory goes with it.
    private static String line(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
