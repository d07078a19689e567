package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EADDRINUSE;
import static io.epoll4j.sys.Errno.ECONNREFUSED;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.Errno.ENOENT;
import static io.epoll4j.sys.Errno.ENOTDIR;
import static io.epoll4j.sys.Errno.EPROTOTYPE;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.sys.SockAddr;
import java.io.IOException;

/// Unix sockets with a path: which paths can be bound, and what is found at them (unix(7)).
final class UnixPaths extends UnixNamed {
    private int bind(String path) {
        return k.bind(socket(SOCK_STREAM).n, SockAddr.ofUnix(path));
    }

    /// Where there is nobody to connect to, the same is said of a datagram.
    private void expectNobody(int errno, String path) {
        var to = SockAddr.ofUnix(path);
        refused("connect " + path, errno, k.connect(socket(SOCK_STREAM).n, to));
        var datagrams = socket(SOCK_DGRAM);
        refused("sendto " + path, errno, k.sendto(datagrams.n, scratch(), 0, 1, 0, to));
    }

    @Row(id = "X-UP-01", says = "a path below a folder that is not there: ENOENT")
    void noFolder() throws IOException {
        var folder = folder();
        for (var path : new String[] {"/no/s", "/no/deeper/s", "/no/../s", "/new/"}) {
            refused("bind " + path, ENOENT, bind(folder + path));
            expectNobody(ENOENT, folder + path);
        }
        expect("bind", 0, bind(folder + "/s"));
        refused(
                "not there",
                ENOENT,
                k.connect(socket(SOCK_STREAM).n, SockAddr.ofUnix(folder + "/t")));
    }

    @Row(id = "X-UP-02", says = "what is there cannot be bound again: EADDRINUSE, a folder neither")
    void taken() throws IOException {
        var folder = folder();
        var path = folder + "/s";
        var l = listener(SOCK_STREAM, SockAddr.ofUnix(path), 1);
        var name = folder.substring(folder.lastIndexOf('/'));
        for (var same : new String[] {"/s", "//s", "/./s", "/.." + name + "/s", "/s/"}) {
            refused("bind " + same, EADDRINUSE, bind(folder + same));
        }
        for (var same : new String[] {"", "/", "/.", "/..", "//", "/.." + name}) {
            refused("bind " + same, EADDRINUSE, bind(folder + same));
            expectNobody(ECONNREFUSED, folder + same);
        }
        refused("bind /", EADDRINUSE, bind("/"));
        expect("connect", 0, k.connect(socket(SOCK_STREAM).n, SockAddr.ofUnix(folder + "/./s")));
        l.close();
        refused("bind of a stale one", EADDRINUSE, bind(path));
        expectNobody(ECONNREFUSED, path);
    }

    @Row(id = "X-UP-03", says = "a socket is no folder: ENOTDIR; nor is it of another type")
    void throughASocket() throws IOException {
        var folder = folder();
        var s = bound(SOCK_STREAM, SockAddr.ofUnix(folder + "/s"));
        for (var path : new String[] {"/s/t", "/s/../t", "/s/.", "/s/.."}) {
            refused("bind " + path, ENOTDIR, bind(folder + path));
            expectNobody(ENOTDIR, folder + path);
        }
        expectNobody(ENOTDIR, folder + "/s/");
        var datagrams = socket(SOCK_DGRAM);
        var there = SockAddr.ofUnix(folder + "/s");
        refused("connect", EPROTOTYPE, k.connect(datagrams.n, there));
        refused("not listening", ECONNREFUSED, k.connect(socket(SOCK_STREAM).n, there));
        refused("bound already", EINVAL, k.bind(s.n, SockAddr.ofUnix(folder + "/t")));
        refused("bound, and taken", EADDRINUSE, k.bind(s.n, SockAddr.ofUnix(folder + "/s")));
        refused("bound, and nowhere", ENOENT, k.bind(s.n, SockAddr.ofUnix(folder + "/no/t")));
    }

    @Row(id = "X-UP-04", says = "the name is told as it was given, the slashes and dots too")
    void asGiven() throws IOException {
        var given = folder() + "/.//./s";
        var s = bound(SOCK_STREAM, SockAddr.ofUnix(given));
        var told = new SockAddr();
        expect("getsockname", 0, k.getsockname(s.n, told));
        expect("name", SockAddr.ofUnix(given).toString(), told.toString());
    }
}
