package io.epoll4j.sys;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Socket addresses as text, read and written.
final class SockAddrText {
    private static final String UNIX = "unix:";
    private static final String NONE = "none";

    private SockAddrText() {}

    static SockAddr parse(String text) {
        if (text.equals(NONE)) return new SockAddr();
        if (text.startsWith(UNIX)) {
            var made = new SockAddr();
            made.setUnixName(UnixNameText.parse(text.substring(UNIX.length())));
            return made;
        }
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(colon, 0));
            boolean v6 = host.startsWith("[") && host.endsWith("]");
            int port = Integer.parseInt(text.substring(colon + 1));
            if (v6) return v6(host.substring(1, host.length() - 1), port);
            return SockAddr.of(v4(host), port);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "address '"
                            + text
                            + "': write it as 127.0.0.1:80, [::1]:80, unix:/path or unix:@name",
                    wrong);
        }
    }

    /// All four numbers: Java, like the C library, would read 127.1 as 127.0.0.1.
    private static InetAddress v4(String literal) {
        if (literal.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException(literal);
        }
        return Inet4Address.ofLiteral(literal);
    }

    private static SockAddr v6(String literal, int port) {
        var address = InetAddress.ofLiteral(literal);
        return SockAddr.of(address instanceof Inet4Address v4 ? mapped(v4) : address, port);
    }

    /// Java turns `::ffff:1.2.3.4` into IPv4; whoever writes brackets wants an IPv6 socket.
    private static InetAddress mapped(Inet4Address v4) {
        byte[] bytes = new byte[16];
        bytes[10] = bytes[11] = (byte) 0xFF;
        System.arraycopy(v4.getAddress(), 0, bytes, 12, 4);
        try {
            return Inet6Address.getByAddress(null, bytes, 0);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible); // only for a wrong length
        }
    }

    static String write(SockAddr address) {
        return switch (address.family()) {
            case SocketFlags.AF_INET -> host(address) + ":" + address.port();
            case SocketFlags.AF_INET6 -> "[" + host(address) + "]:" + address.port();
            default -> host(address);
        };
    }

    /// Whether `text` is the address of a socket that has a file.
    static boolean isPath(String text) {
        return text.startsWith(UNIX)
                && text.length() > UNIX.length()
                && !text.startsWith(UNIX + '@');
    }

    /// The file of such a socket.
    static String pathOf(String text) {
        return text.substring(UNIX.length());
    }

    static String host(SockAddr address) {
        return switch (address.family()) {
            case SocketFlags.AF_INET -> v4(address.inetAddress());
            case SocketFlags.AF_INET6 -> v6(address);
            case SocketFlags.AF_UNIX -> UNIX + UnixNameText.write(address.unixName());
            case SocketFlags.AF_UNSPEC -> NONE;
            default -> "family " + address.family();
        };
    }

    private static String v4(int bits) {
        return (bits >>> 24)
                + "."
                + (bits >>> 16 & 255)
                + "."
                + (bits >>> 8 & 255)
                + "."
                + (bits & 255);
    }

    /// As RFC 5952 wants it: the longest run of zero groups, if longer than one, becomes `::`.
    private static String v6(SockAddr address) {
        List<Integer> groups = groups(address);
        int from = 0;
        int zeros = 1;
        for (int i = 0; i < groups.size(); i++) {
            int end = i;
            while (end < groups.size() && groups.get(end) == 0) end++;
            if (end - i > zeros) {
                from = i;
                zeros = end - i;
            }
        }
        String text =
                zeros == 1
                        ? join(groups)
                        : join(groups.subList(0, from))
                                + "::"
                                + join(groups.subList(from + zeros, groups.size()));
        return address.scope() == 0 ? text : text + "%" + address.scope();
    }

    private static List<Integer> groups(SockAddr address) {
        var groups = new ArrayList<Integer>();
        for (int i = 0; i < 8; i++) groups.add(address.inet6Group(i));
        return groups;
    }

    private static String join(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }
}
