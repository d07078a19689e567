package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sockets of the process's network namespace, by inode: /proc/PID/net/tcp and its like. Only
/// those of the process are kept, and only once asked for.
final class SocketTables {
    private static final String[] TCP_STATES = {
        "?",
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING",
        "NEW_SYN_RECV"
    };

    /// __SO_ACCEPTCON of include/uapi/linux/net.h.
    private static final long ACCEPTS = 1 << 16;

    private final ProcDir dir;
    private final Set<Long> wanted;
    private @Nullable Map<Long, Target> found;

    /// Will find the sockets with an inode in `wanted`.
    SocketTables(ProcDir dir, Set<Long> wanted) {
        this.dir = dir;
        this.wanted = wanted;
    }

    /// The socket with this inode; null if it is in no table.
    @Nullable Target find(long inode) {
        if (found == null) found = read();
        return found.get(inode);
    }

    private Map<Long, Target> read() {
        var sockets = new HashMap<Long, Target>();
        for (var name : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            boolean required = name.equals("tcp"); // the others may not be built in
            var text = dir.text("net/" + name, required ? "states of sockets" : null);
            text.lines().skip(1).forEach(line -> inet(line, name, sockets));
        }
        dir.text("net/unix", null).lines().skip(1).forEach(line -> unix(line, sockets));
        return sockets;
    }

    /// `sl local remote st tx:rx tr:when retrnsmt uid timeout inode`, of net/ipv4/tcp_ipv4.c.
    private void inet(String line, String table, Map<Long, Target> sockets) {
        var words = line.strip().split("\\s+", 11);
        if (words.length < 10) return;
        long inode = ProcDir.number(words[9], 0);
        if (!wanted.contains(inode)) return;
        int colon = words[4].indexOf(':');
        long unsent = Long.parseLong(words[4], 0, colon, 16);
        long unread = Long.parseLong(words[4], colon + 1, words[4].length(), 16);
        var local = address(words[1]);
        var remote = address(words[2]);
        if (table.startsWith("tcp")) {
            int number = Integer.parseInt(words[3], 16);
            sockets.put(inode, tcp(local, remote, number, unread, unsent));
        } else {
            sockets.put(inode, new Target.Udp(local, remote, unread, unsent));
        }
    }

    private static Target tcp(String local, String remote, int number, long unread, long unsent) {
        var state = number < TCP_STATES.length ? TCP_STATES[number] : "?";
        // The end of the stream takes a place in it, as if it were a byte.
        boolean ended = state.equals("CLOSE_WAIT") && unread > 0;
        return new Target.Tcp(
                local,
                remote,
                state,
                ended ? unread - 1 : unread,
                unsent,
                Target.UNKNOWN,
                Target.UNKNOWN,
                Target.UNKNOWN,
                ended);
    }

    /// `Num RefCount Protocol Flags Type St Inode Path`, of net/unix/af_unix.c.
    private void unix(String line, Map<Long, Target> sockets) {
        var words = line.strip().split("\\s+", 8);
        if (words.length < 7) return;
        long inode = ProcDir.number(words[6], 0);
        if (!wanted.contains(inode)) return;
        boolean listens = (Long.parseLong(words[3], 16) & ACCEPTS) != 0;
        var type =
                switch (words[4]) {
                    case "0001" -> "stream";
                    case "0002" -> "dgram";
                    default -> "seqpacket";
                };
        var state = listens ? "LISTEN" : words[5].equals("03") ? "CONNECTED" : "UNCONNECTED";
        var path = words.length == 8 ? ProcDir.people(words[7]) : "";
        sockets.put(inode, new Target.Unix(path, type, state, Target.UNKNOWN));
    }

    /// An address as the tables have it: words of the machine's own byte order, then the port.
    static String address(String hex) {
        int colon = hex.indexOf(':');
        int port = Integer.parseInt(hex.substring(colon + 1), 16);
        var bytes = new byte[colon / 2];
        boolean zero = true;
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < bytes.length; i++) {
            int from = little ? i / 4 * 4 + 3 - i % 4 : i;
            bytes[i] = (byte) Integer.parseInt(hex, from * 2, from * 2 + 2, 16);
            zero &= bytes[i] == 0;
        }
        if (zero) return port == 0 ? "*" : "*:" + port;
        try {
            var host = InetAddress.getByAddress(bytes).getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        } catch (UnknownHostException wrongLength) {
            return hex;
        }
    }
}
