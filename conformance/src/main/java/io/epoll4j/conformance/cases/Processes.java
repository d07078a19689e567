package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;

import io.epoll4j.conformance.Scope;
import io.epoll4j.sys.SockAddr;

/// Children, listeners that go away, and what would change the host.
final class Processes extends Lab {
    @Row(
            id = "HE-24",
            scope = Scope.LINUX,
            says = "/proc/mounts is PRI after a mount, the host name ERR")
    void proc() {
        skipIf(onLinux(), "it would mount a file system and rename the host");
    }

    @Row(
            id = "HE-26",
            scope = Scope.LINUX,
            says = "an AF_UNIX listener closes with a connection unaccepted: HUP and ERR")
    void listenerCloses() {
        unaccepted();
    }

    @Row(id = "X-HE-24", says = "on either kernel: such a client has HUP and ERR")
    void unaccepted() {
        var name =
                SockAddr.ofAbstract(
                        "epoll4j-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        var listener = own(k.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), "l");
        expect("bind", 0, k.bind(listener.n, name));
        expect("listen", 0, k.listen(listener.n, 4));
        var client = own(k.socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), "c");
        expect("connect", 0, k.connect(client.n, name));
        var e = epoll().add(client, IN | OUT | ERR | HUP);
        e.sees(client.is(OUT));
        listener.close();
        int seen = e.await(0).events().getFirst().mask();
        expect("HUP and ERR", Names.mask(HUP | ERR), Names.mask(seen & (HUP | ERR)));
    }

    @Row(id = "HE-27", scope = Scope.LINUX, says = "the pidfd of a zombie: IN; once reaped: IN|HUP")
    void pidfd() {
        int pid = Raw.spawn("/bin/true");
        skipIf(pid < 0, "there is no /bin/true to run");
        var child = own(linux().pidfdOpen(pid, 0), "child");
        var e = epoll().add(child, IN);
        e.seesWithin(LONG, child.is(IN));
        expect("wait4", pid, Raw.reap(pid));
        e.sees(child.is(IN | HUP));
    }
}
