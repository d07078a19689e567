package io.epoll4j.jvm.net;

import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.AF_UNSPEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A socket address that never changes: the bytes of a `struct sockaddr`. Equal if the bytes are.
/// Any thread may use it.
public final class Address {
    /// A unix address without a name, as a socket that was never bound has.
    public static final Address UNNAMED = of(SockAddr.ofUnix(""));

    private static final int FAMILY_BYTES = 2;

    private final byte[] bytes;
    private final int hash;

    /// [#path()], once somebody has asked. Whoever asks at the same time makes the same.
    private @Nullable UnixPath path;

    private Address(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    public static Address of(SockAddr address) {
        byte[] bytes = new byte[Math.clamp(address.length(), 0, 128)];
        MemorySegment.copy(address.memory(), JAVA_BYTE, 0, bytes, 0, bytes.length);
        return new Address(bytes);
    }

    public static Address ofAbstract(String name) {
        return of(SockAddr.ofAbstract(name));
    }

    /// As a socket of `family` is told of `endpoint`.
    public static Address of(Endpoint endpoint, int family) {
        SockAddr made = new SockAddr();
        if (family == AF_INET) {
            made.setInet((int) endpoint.low(), endpoint.port());
        } else {
            made.setInet6(endpoint.high(), endpoint.low(), endpoint.port());
        }
        return of(made);
    }

    /// What a `struct sockaddr_in` or `sockaddr_in6` that is long enough says.
    public Endpoint endpoint() {
        ByteBuffer big = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        int port = Short.toUnsignedInt(big.getShort(2));
        return family() == AF_INET6
                ? new Endpoint(big.getLong(8), big.getLong(16), port)
                : Endpoint.ofV4(big.getInt(4), port);
    }

    /// Whether `address` holds exactly this.
    public boolean isIn(SockAddr address) {
        if (address.length() != bytes.length) {
            return false;
        }
        MemorySegment memory = address.memory();
        for (int i = 0; i < bytes.length; i++) {
            if (memory.get(JAVA_BYTE, i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    public void copyTo(SockAddr address) {
        address.clear();
        MemorySegment.copy(bytes, 0, address.memory(), JAVA_BYTE, 0, bytes.length);
        address.length(bytes.length);
    }

    public int length() {
        return bytes.length;
    }

    /// `sa_family`, AF_UNSPEC if the address is too short to have one.
    public int family() {
        if (bytes.length < FAMILY_BYTES) {
            return AF_UNSPEC;
        }
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return (bytes[little ? 0 : 1] & 0xFF) | (bytes[little ? 1 : 0] & 0xFF) << 8;
    }

    public boolean isUnspecified() {
        return bytes.length >= FAMILY_BYTES && family() == AF_UNSPEC;
    }

    public boolean isUnix() {
        return family() == AF_UNIX && bytes.length <= FAMILY_BYTES + SockAddr.UNIX_NAME_MAX;
    }

    /// Whether there is nothing after the family.
    public boolean isUnnamed() {
        return bytes.length <= FAMILY_BYTES;
    }

    /// Whether the unix name begins with a zero byte.
    public boolean isAbstract() {
        return bytes.length > FAMILY_BYTES && bytes[FAMILY_BYTES] == 0;
    }

    /// `unix_mkname_bsd`: the path up to its first zero byte, and that.
    public Address terminated() {
        int end = FAMILY_BYTES;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end + 1 == bytes.length ? this : new Address(Arrays.copyOf(bytes, end + 1));
    }

    /// The path of a unix address that is neither unnamed nor abstract.
    public UnixPath path() {
        UnixPath known = path;
        if (known == null) {
            known = UnixPath.of(bytes, FAMILY_BYTES);
            path = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        SockAddr address = new SockAddr();
        copyTo(address);
        return address.toString();
    }
}
