package io.epoll4j.sim;

import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What programs have left behind, once a test is done: descriptors that they should have closed
/// before they ended, and connections that they keep though the other end is long gone.
final class Leaks {
    /// If nothing was sent for so long, nothing will be.
    private static final long SILENCE = TimeUnit.MINUTES.toNanos(1);

    private final World world;

    /// Both ends of every connection that a descriptor is open for.
    private final Set<String> ends = new HashSet<>();

    Leaks(World world) {
        this.world = world;
    }

    void check() {
        for (Machine machine : world.machines()) {
            if (!machine.isUp()) continue;
            checkDescriptors(machine);
            for (int fd : Descriptors.numbers(machine)) {
                String end = end(machine.bareKernel(), fd, false);
                if (end != null) ends.add(end);
            }
        }
        for (Machine machine : world.machines()) if (machine.isUp()) checkConnections(machine);
    }

    private static void checkDescriptors(Machine machine) {
        if (machine.wasKilled() || !machine.jobs.strands().isEmpty()) return;
        var open = Descriptors.of(machine);
        if (!open.isEmpty())
            throw new Verdict(
                    "leak",
                    "the programs of "
                            + machine.name()
                            + " have ended and left open: "
                            + String.join(", ", open));
    }

    private void checkConnections(Machine machine) {
        Kernel kernel = machine.bareKernel();
        for (int fd : Descriptors.numbers(machine)) {
            String other = end(kernel, fd, true);
            if (other == null || ends.contains(other)) continue;
            SockAddr peer = new SockAddr();
            kernel.getpeername(fd, peer);
            Machine far = world.network().at(peer);
            if (far == null || far == machine || !isSilent(machine, far)) continue;
            throw new Verdict(
                    "leak",
                    "%s keeps a connection whose other end is gone: %s"
                            .formatted(machine.name(), Descriptors.describe(machine, fd)));
        }
    }

    private boolean isSilent(Machine one, Machine other) {
        Fabric network = world.network();
        long last =
                Math.max(network.link(one, other).lastSent(), network.link(other, one).lastSent());
        return other.isUp() && world.director.now - last > SILENCE;
    }

    /// An end of a TCP connection, `local > peer`, or the other way round; null if it is none.
    static @Nullable String end(Kernel kernel, int fd, boolean reversed) {
        if (kernel.getsockopt(fd, SocketFlags.SOL_SOCKET, SocketFlags.SO_TYPE)
                != SocketFlags.SOCK_STREAM) return null;
        SockAddr local = new SockAddr();
        SockAddr peer = new SockAddr();
        if (kernel.getpeername(fd, peer) < 0 || peer.family() == SocketFlags.AF_UNIX) return null;
        kernel.getsockname(fd, local);
        return reversed ? text(peer) + " > " + text(local) : text(local) + " > " + text(peer);
    }

    /// An IPv4 address is the same to a socket of IPv6, which has it mapped.
    private static String text(SockAddr address) {
        return address.toString().replace("[::ffff:", "").replace("]", "");
    }
}
