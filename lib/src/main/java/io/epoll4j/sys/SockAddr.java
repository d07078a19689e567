package io.epoll4j.sys;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.AF_UNSPEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A socket address, `struct sockaddr_storage` with its length: IPv4, IPv6, or Unix-domain with a
/// path or an abstract name. Reused from call to call; equal to another that holds the same.
///
/// Not for several threads at once.
public final class SockAddr {
    /// The longest name of a Unix-domain socket in bytes. A path so long has no closing zero.
    public static final int UNIX_NAME_MAX = 108;

    static final int CAPACITY = 128;
    private static final int INET_LENGTH = 16;
    private static final int INET6_LENGTH = 28;
    private static final int FAMILY_LENGTH = 2;
    private static final long PORT = 2;
    private static final long INET_ADDRESS = 4;
    private static final long INET6_ADDRESS = 8;
    private static final long INET6_SCOPE = 24;

    /// Where the `socklen_t` is that calls read and write beside the address.
    private static final long LENGTH = CAPACITY;

    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY + 8, Long.BYTES);

    /// Empty, to be filled by a call.
    public SockAddr() {}

    /// An IPv4 or IPv6 address and a port, 0 to 65535.
    public static SockAddr of(InetAddress address, int port) {
        var made = new SockAddr();
        made.setInet(address, port);
        return made;
    }

    /// The same address as Java's.
    ///
    /// @throws IllegalArgumentException if its host name was not found
    public static SockAddr of(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    address.getHostString() + ": no such host is known: give one that resolves");
        }
        return of(address.getAddress(), address.getPort());
    }

    /// `port` on 127.0.0.1.
    public static SockAddr loopback(int port) {
        var made = new SockAddr();
        made.setInet(0x7F000001, port);
        return made;
    }

    /// `port` on every IPv4 address of this machine.
    public static SockAddr any(int port) {
        var made = new SockAddr();
        made.setInet(0, port);
        return made;
    }

    /// A Unix-domain socket's path. An empty one makes bind(2) choose an abstract name.
    ///
    /// @throws IllegalArgumentException if it is too long, or has a NUL in it, where Linux would
    ///   take it to end
    public static SockAddr ofUnix(String path) {
        if (path.startsWith("\0"))
            throw new IllegalArgumentException(
                    "a path that begins with NUL: for an abstract name use ofAbstract");
        var made = new SockAddr();
        made.setUnixName(path.getBytes(UTF_8));
        return made;
    }

    /// An abstract Unix-domain name: no file, gone with its last descriptor.
    public static SockAddr ofAbstract(String name) {
        var made = new SockAddr();
        made.setUnixName(("\0" + name).getBytes(UTF_8));
        return made;
    }

    /// Reads what [#toString()] writes: `127.0.0.1:80`, `[::1]:80`, `unix:/a/path`,
    /// `unix:@abstract`, and `none` for no address. In Unix-domain names `\\` is a backslash and
    /// `\x40` the byte 0x40, which is how an `@` begins that is no abstract name's, and bytes are
    /// written that are no text. No names are looked up.
    ///
    /// @throws IllegalArgumentException if it is none of these
    public static SockAddr parse(String text) {
        return SockAddrText.parse(text);
    }

    /// Becomes an IPv4 address, its first byte the highest of `address`, and a port.
    public void setInet(int address, int port) {
        start(AF_INET, INET_LENGTH);
        memory.set(NET_INT, INET_ADDRESS, address);
        port(port);
    }

    /// Becomes an IPv6 address, its first byte the highest of `high`, and a port.
    public void setInet6(long high, long low, int port) {
        start(AF_INET6, INET6_LENGTH);
        memory.set(NET_LONG, INET6_ADDRESS, high);
        memory.set(NET_LONG, INET6_ADDRESS + Long.BYTES, low);
        port(port);
    }

    /// Becomes an IPv4 or IPv6 address and a port.
    public void setInet(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        boolean v4 = bytes.length == Integer.BYTES;
        start(v4 ? AF_INET : AF_INET6, v4 ? INET_LENGTH : INET6_LENGTH);
        MemorySegment.copy(
                bytes, 0, memory, JAVA_BYTE, v4 ? INET_ADDRESS : INET6_ADDRESS, bytes.length);
        if (address instanceof Inet6Address v6) scope(v6.getScopeId());
        port(port);
    }

    /// Becomes a Unix-domain address; an abstract name begins with a zero byte.
    ///
    /// @throws IllegalArgumentException if the name is longer than [#UNIX_NAME_MAX], or a path has
    ///   a zero byte in it
    public void setUnixName(byte[] name) {
        if (name.length > UNIX_NAME_MAX)
            throw new IllegalArgumentException(
                    "a Unix-domain name of "
                            + name.length
                            + " bytes: at most "
                            + UNIX_NAME_MAX
                            + " fit, so give a shorter one");
        boolean path = name.length > 0 && name[0] != 0;
        for (int i = 0; path && i < name.length; i++)
            if (name[i] == 0)
                throw new IllegalArgumentException(
                        "a path with a NUL in it: Linux would take it to end there, after "
                                + i
                                + " bytes");
        boolean zero = path && name.length < UNIX_NAME_MAX;
        start(AF_UNIX, FAMILY_LENGTH + name.length + (zero ? 1 : 0));
        MemorySegment.copy(name, 0, memory, JAVA_BYTE, FAMILY_LENGTH, name.length);
    }

    /// Becomes a copy of `other`.
    public void copyFrom(SockAddr other) {
        MemorySegment.copy(other.memory, 0, memory, 0, memory.byteSize());
    }

    /// Becomes empty.
    public void clear() {
        start(AF_UNSPEC, 0);
    }

    /// The `AF_*` of [SocketFlags]; `AF_UNSPEC` if there is no address.
    public int family() {
        return length() < FAMILY_LENGTH ? AF_UNSPEC : memory.get(JAVA_SHORT, 0);
    }

    /// The port of an IPv4 or IPv6 address; -1 for any other.
    public int port() {
        return isInet() ? Short.toUnsignedInt(memory.get(NET_SHORT, PORT)) : -1;
    }

    /// Changes the port of an IPv4 or IPv6 address.
    public void port(int port) {
        if ((port & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("port " + port + ": give one from 0 to 65535");
        }
        memory.set(NET_SHORT, PORT, (short) port);
    }

    /// An IPv4 address as one int, its first byte the highest; 0 for any other.
    public int inetAddress() {
        return family() == AF_INET ? memory.get(NET_INT, INET_ADDRESS) : 0;
    }

    /// The address part without the port: `127.0.0.1`, `::1`, `unix:/a/path`. Allocates.
    public String host() {
        return SockAddrText.host(this);
    }

    /// The address part as Java's; null unless IPv4 or IPv6. Allocates.
    public @Nullable InetAddress address() {
        if (!isInet()) return null;
        byte[] bytes = new byte[family() == AF_INET ? 4 : 16];
        long at = family() == AF_INET ? INET_ADDRESS : INET6_ADDRESS;
        MemorySegment.copy(memory, JAVA_BYTE, at, bytes, 0, bytes.length);
        try {
            return bytes.length == 16 && scope() != 0
                    ? Inet6Address.getByAddress(null, bytes, scope())
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible); // only for a wrong length
        }
    }

    /// The scope of an IPv6 address, the number of a network interface; 0 if it has none.
    public int scope() {
        return family() == AF_INET6 ? memory.get(JAVA_INT, INET6_SCOPE) : 0;
    }

    /// The 16 bits of an IPv6 address at `index`, 0 to 7.
    int inet6Group(int index) {
        return Short.toUnsignedInt(memory.get(NET_SHORT, INET6_ADDRESS + index * 2L));
    }

    private void scope(int scope) {
        memory.set(JAVA_INT, INET6_SCOPE, scope);
    }

    /// The name of a Unix-domain address without a path's closing zero: empty if it has none,
    /// beginning with a zero byte if it is abstract. Allocates.
    public byte[] unixName() {
        byte[] name = new byte[Math.max(0, significant() - FAMILY_LENGTH)];
        MemorySegment.copy(memory, JAVA_BYTE, FAMILY_LENGTH, name, 0, name.length);
        return name;
    }

    /// How many bytes tell this from other addresses. A path ends before its closing zero, whether
    /// there is one or not, see unix_mkname_bsd.
    private int significant() {
        int length = Math.min(length(), CAPACITY);
        if (family() != AF_UNIX || length <= FAMILY_LENGTH) return length;
        if (memory.get(JAVA_BYTE, FAMILY_LENGTH) == 0) return length;
        int end = FAMILY_LENGTH + 1;
        while (end < length && memory.get(JAVA_BYTE, end) != 0) end++;
        return end;
    }

    /// The length in bytes, as calls take and give it.
    public int length() {
        return memory.get(JAVA_INT, LENGTH);
    }

    /// Sets the length in bytes, after something was written to [#memory()].
    public void length(int length) {
        memory.set(JAVA_INT, LENGTH, length);
    }

    /// The `struct sockaddr` itself and what follows it.
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof SockAddr that)) return false;
        int length = significant();
        return length == that.significant()
                && MemorySegment.mismatch(memory, 0, length, that.memory, 0, length) == -1;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = significant() - 1; i >= 0; i--) hash = 31 * hash + memory.get(JAVA_BYTE, i);
        return hash;
    }

    /// As [#parse(String)] reads it. Allocates.
    @Override
    public String toString() {
        return SockAddrText.write(this);
    }

    /// Says how much room there is, before the kernel fills it.
    void makeRoom() {
        length(CAPACITY);
    }

    /// After the kernel filled it: it answers the length an address would have had, even if cut.
    void trim() {
        if (length() > CAPACITY) length(CAPACITY);
    }

    long lengthAddress() {
        return memory.address() + LENGTH;
    }

    private boolean isInet() {
        return family() == AF_INET || family() == AF_INET6;
    }

    private void start(int family, int length) {
        memory.fill((byte) 0);
        memory.set(JAVA_SHORT, 0, (short) family);
        length(length);
    }
}
