package io.epoll4j.nio;

import static io.epoll4j.sys.SocketFlags.AF_INET6;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_RCVBUF;
import static io.epoll4j.sys.SocketFlags.SO_SNDBUF;

import java.io.IOException;

/// An option whose value is an int to the kernel, and a Boolean or an Integer to Java. An IPv6
/// socket may know it under another name; what it sends to IPv4 addresses goes by the first one
/// still.
///
/// @param level the level for all sockets
/// @param name the name there
/// @param level6 the level for IPv6 sockets; 0 if there is no other
/// @param name6 the name there
/// @param isFlag whether Java has a Boolean
/// @param min the least value
/// @param max the greatest value
record Option(int level, int name, int level6, int name6, boolean isFlag, int min, int max) {
    static Option flag(int level, int name) {
        return new Option(level, name, 0, 0, true, 0, 1);
    }

    static Option number(int level, int name, int min, int max) {
        return new Option(level, name, 0, 0, false, min, max);
    }

    /// The same with another name for IPv6 sockets.
    Option orOnInet6(int level6, int name6) {
        return new Option(level, name, level6, name6, isFlag, min, max);
    }

    private boolean isForInet6(Fd fd) {
        return level6 != 0 && fd.family == AF_INET6;
    }

    /// The kernel doubles what it is told of buffers, for its own needs, and Java does not show it.
    private boolean isDoubled() {
        return level == SOL_SOCKET && (name == SO_SNDBUF || name == SO_RCVBUF);
    }

    Object get(Fd fd) throws IOException {
        boolean inet6 = isForInet6(fd);
        int answer = fd.kernel.getsockopt(fd.number, inet6 ? level6 : level, inet6 ? name6 : name);
        if (answer < 0) throw Errors.ofOption(answer);
        if (isFlag) return answer != 0;
        return isDoubled() ? answer / 2 : answer;
    }

    void set(Fd fd, Object value) throws IOException {
        int number = isFlag ? (boolean) value ? 1 : 0 : (int) value;
        if (number < min || number > max)
            throw new IllegalArgumentException(
                    "Invalid value " + number + ": " + min + " to " + max + " can be set");
        if (isForInet6(fd)) check(fd.kernel.setsockopt(fd.number, level6, name6, number));
        check(fd.kernel.setsockopt(fd.number, level, name, number));
    }

    private static void check(int answer) throws IOException {
        if (answer < 0) throw Errors.ofOption(answer);
    }
}
