package io.epoll4j.bench.multiplexers;

import static io.epoll4j.sys.SocketFlags.*;

import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.Message;
import io.epoll4j.sys.PollFds;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The holder processes of one epoll: as many as it takes for the descriptors that this process may
/// not open itself.
final class Holders implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;

    private final Kernel kernel = Kernel.linux();
    private final String name = "epoll4j-bench-" + ProcessHandle.current().pid();
    private final int listener;
    private final int epoll;
    private final int each;
    private final List<Integer> sockets = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final MemorySegment word = Arena.ofAuto().allocate(1);
    private int held;

    /// @param each how many descriptors one holder may add
    Holders(int epoll, int each) {
        this.epoll = epoll;
        this.each = each;
        listener =
                SysException.check(
                        kernel.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket", "");
        SysException.check(kernel.bind(listener, SockAddr.ofAbstract(name)), "bind", name);
        SysException.check(kernel.listen(listener, 256), "listen", name);
    }

    /// Starts holders until `count` descriptors are held in all, and waits until they are.
    void hold(int count) throws IOException {
        int first = sockets.size();
        int missing = count - held;
        int started = 0;
        for (; missing > 0; missing -= each, started++) {
            processes.add(start(Math.min(each, missing)));
        }
        for (int i = 0; i < started; i++) {
            sockets.add(welcome());
        }
        for (int socket : sockets.subList(first, sockets.size())) {
            await(socket);
            SysException.check((int) kernel.recv(socket, word, 0, 1, 0), "recv", "a holder's word");
        }
        held = Math.max(held, count);
    }

    private Process start(int count) throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        name,
                        Integer.toString(count));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /// Accepts a holder and passes it the epoll.
    private int welcome() throws IOException {
        await(listener);
        int socket =
                SysException.check(kernel.accept4(listener, null, SOCK_CLOEXEC), "accept4", name);
        var vector = new IoVec(1);
        vector.set(0, word, 0, 1);
        var message = new Message(vector, null, 1);
        message.addDescriptor(epoll);
        SysException.check((int) kernel.sendmsg(socket, message, MSG_NOSIGNAL), "sendmsg", name);
        return socket;
    }

    private void await(int fd) throws IOException {
        var fds = new PollFds(1);
        fds.set(0, fd, FileFlags.POLLIN);
        if (kernel.poll(fds, 1, PATIENCE_MILLIS) != 1) {
            throw new IOException("a process that was to hold descriptors does not answer");
        }
    }

    @Override
    public void close() {
        sockets.forEach(kernel::close);
        kernel.close(listener);
        processes.forEach(process ->
                process.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join());
    }
}
