package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SocketFlags;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The addresses that programs bind to and ask for.
final class Addresses {
    /// How many Unix names a program may bind; the one after is nobody's.
    private static final int NAMES = 3;

    private static final int LOOPBACK = 0x7f00_0001;
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");
    private static final int UNSPECIFIED_LENGTH = 16;

    /// Where an IPv6 address that stands for an IPv4 one has its `ffff` and the other.
    private static final long MAPPED_PREFIX = 18;

    private static final long MAPPED_ADDRESS = 20;
    private static final ValueLayout.OfInt NET_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    private final Side side;
    private final byte[][] names = new byte[NAMES + 1][];
    private final SockAddr address = new SockAddr();

    /// `name` sets the Unix names of this side apart from those of others on the same kernel.
    Addresses(Side side, String name) {
        this.side = side;
        for (int i = 0; i <= NAMES; i++) {
            names[i] = ("\0epoll4j-fuzz-" + name + "-" + i).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// Address number `index` of a family: an abstract Unix name of this side's own, or `port` on
    /// the loopback; the third of the Internet's is "any", the second of IPv6 one that stands for
    /// IPv4.
    SockAddr named(int domain, int index, int port) {
        switch (domain) {
            case SocketFlags.AF_UNIX -> address.setUnixName(names[Math.floorMod(index, NAMES)]);
            case SocketFlags.AF_INET -> address.setInet(index % 3 == 2 ? 0 : LOOPBACK, port);
            case SocketFlags.AF_INET6 -> {
                address.setInet(index % 3 == 2 ? ANY6 : LOOPBACK6, port);
                if (index % 3 == 1) {
                    address.memory().set(ValueLayout.JAVA_SHORT, MAPPED_PREFIX, (short) -1);
                    address.memory().set(NET_INT, MAPPED_ADDRESS, LOOPBACK);
                }
            }
            default -> {
                address.clear();
                address.length(UNSPECIFIED_LENGTH);
            }
        }
        return address;
    }

    /// The address that a socket is bound to; where it has none, one that nobody is bound to.
    SockAddr of(int fd) {
        int answer = side.kernel.getsockname(fd, address);
        side.answer(answer);
        if (answer < 0) {
            address.setUnixName(names[NAMES]);
        }
        return address;
    }

    /// Notes what of an address both kernels must agree on: all but the number of a port or of a
    /// name that the kernel chose.
    void note(SockAddr other, int answer) {
        side.answer(answer);
        if (answer >= 0) {
            side.trace.add(other.family());
            side.trace.add(other.length());
            side.trace.add(Integer.signum(other.port()));
            InetAddress host = other.address();
            side.trace.add(host == null ? 0 : host.hashCode());
        }
    }
}
