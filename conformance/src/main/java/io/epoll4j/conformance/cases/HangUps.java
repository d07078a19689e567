package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.ECONNRESET;
import static io.epoll4j.sys.Errno.EPIPE;
import static io.epoll4j.sys.SocketFlags.MSG_OOB;
import static io.epoll4j.sys.SocketFlags.SHUT_RD;
import static io.epoll4j.sys.SocketFlags.SHUT_RDWR;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_ERROR;

import io.epoll4j.conformance.Scope;
import java.util.List;

/// HUP, ERR and RDHUP of pipes and AF_UNIX sockets.
final class HangUps extends Lab {
    private static final int FULL = IN | OUT | PRI | RDHUP;

    private void shutdown(Fd fd, int how) {
        expect("shutdown(" + fd + ")", 0, k.shutdown(fd.n, how));
    }

    @Row(id = "HE-01", says = "a pipe reader with mask 0: HUP once the writer closes, every time")
    void readerHangUp() {
        var p = pipe();
        var e = epoll().add(p.r(), 0);
        e.seesNothing();
        p.w().close();
        for (int i = 0; i < 3; i++) e.sees(p.r().is(HUP));
    }

    @Row(id = "HE-02", says = "an empty pipe whose writer closes: HUP only, no IN, no RDHUP")
    void noReadable() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | RDHUP);
        p.w().close();
        e.sees(p.r().is(HUP));
    }

    @Row(id = "X-HE-03", says = "a pipe with data whose writer closes: IN|HUP, then HUP")
    void dataThenHangUp() {
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        p.w().write(1);
        p.w().close();
        e.sees(p.r().is(IN | HUP));
        p.r().read(1);
        e.sees(p.r().is(HUP));
        expect("read at the end", 0, p.r().tryRead(1));
        e.sees(p.r().is(HUP));
    }

    @Row(id = "HE-04", says = "a hang-up under ET: once")
    void hangUpEdge() {
        var p = pipe();
        var e = epoll().add(p.r(), IN | ET);
        p.w().close();
        e.sees(p.r().is(HUP));
        e.seesNothing();
    }

    @Row(id = "HE-05", says = "a pipe writer with mask 0 or ERR: ERR once the reader closes")
    void writerError() {
        for (int mask : new int[] {0, ERR}) {
            var p = pipe();
            var e = epoll().add(p.w(), mask);
            p.r().close();
            e.sees(p.w().is(ERR));
            e.sees(p.w().is(ERR));
        }
    }

    @Row(id = "X-HE-06", says = "an empty pipe's writer whose reader closes: OUT|ERR, write EPIPE")
    void writerBroken() {
        var p = pipe();
        var e = epoll().add(p.w(), OUT);
        p.r().close();
        e.sees(p.w().is(OUT | ERR));
        refused("write", EPIPE, p.w().tryWrite(1));
    }

    @Row(id = "HE-07", says = "a full pipe's writer whose reader closes: ERR only")
    void fullWriter() {
        for (int drained : new int[] {0, 1, 511}) {
            var p = pipe();
            var e = epoll().add(p.w(), OUT);
            p.w().fill(4096);
            if (drained > 0) p.r().read(drained);
            p.r().close();
            e.sees(p.w().is(ERR));
        }
    }

    @Row(id = "HE-08", says = "the same with one slot free: OUT|ERR")
    void slotFree() {
        var p = pipe();
        var e = epoll().add(p.w(), OUT);
        p.w().fill(4096);
        p.r().read(4096);
        p.r().close();
        e.sees(p.w().is(OUT | ERR));
    }

    @Row(id = "HE-09", says = "a thread that waits for a reader: HUP when the writer closes")
    void wokenByHangUp() {
        var p = pipe();
        var waiter = waiter(epoll().add(p.r(), IN));
        p.w().close();
        expect("waiter", List.of(p.r().is(HUP)), waiter.result().events());
    }

    @Row(id = "HE-10", says = "a thread that waits for a full pipe: ERR when the reader closes")
    void wokenByError() {
        var p = pipe();
        p.w().fill(4096);
        var waiter = waiter(epoll().add(p.w(), OUT));
        p.r().close();
        expect("waiter", List.of(p.w().is(ERR)), waiter.result().events());
    }

    @Row(
            id = "X-HE-11",
            says = "the last of two writers must close for HUP; the first does nothing")
    void lastWriter() {
        var p = pipe();
        var twin = p.w().dup();
        var e = epoll().add(p.r(), IN | ET);
        p.w().close();
        e.seesNothing();
        twin.close();
        e.sees(p.r().is(HUP));
    }

    @Row(id = "HE-12", says = "the peer of a stream shuts down writing: IN|OUT|RDHUP, no HUP")
    void peerHalfCloses() {
        var s = stream();
        var e = epoll().add(s.a(), FULL);
        e.sees(s.a().is(OUT));
        shutdown(s.b(), SHUT_WR);
        e.sees(s.a().is(IN | OUT | RDHUP));
        expect("read", 0, s.a().tryRead(1));
    }

    @Row(id = "HE-13", says = "the same for mask IN: IN only")
    void notAskedFor() {
        var s = stream();
        var e = epoll().add(s.a(), IN);
        shutdown(s.b(), SHUT_WR);
        e.sees(s.a().is(IN));
    }

    @Row(
            id = "X-HE-14",
            says = "the peer of a stream closes: IN|OUT|RDHUP|HUP, mask or not for HUP")
    void peerCloses() {
        var s = stream();
        var e = epoll().add(s.a(), FULL);
        s.b().close();
        e.sees(s.a().is(IN | OUT | RDHUP | HUP));
        e.mod(s.a(), 0);
        e.sees(s.a().is(HUP));
    }

    @Row(id = "X-HE-15", says = "both directions shut down: HUP on either side")
    void bothShut() {
        var s = stream();
        var e = epoll().add(s.a(), FULL).add(s.b(), FULL);
        shutdown(s.a(), SHUT_RDWR);
        e.sees(s.a().is(IN | OUT | RDHUP | HUP), s.b().is(IN | OUT | RDHUP | HUP));
    }

    @Row(id = "HE-16", says = "a stream's own SHUT_RD: IN|OUT|RDHUP for itself, OUT for the peer")
    void ownReadShut() {
        var s = stream();
        var e = epoll().add(s.a(), FULL).add(s.b(), FULL);
        shutdown(s.a(), SHUT_RD);
        e.sees(s.a().is(IN | OUT | RDHUP), s.b().is(OUT));
        refused("the peer's write", EPIPE, s.b().tryWrite(1));
    }

    @Row(
            id = "HE-17",
            scope = Scope.LINUX,
            says = "the peer closes with unread input: ERR|HUP, ECONNRESET, then HUP")
    void reset() {
        resets();
    }

    @Row(
            id = "X-HE-17",
            says = "on either kernel: closed with unread input, ERR|HUP, ECONNRESET, then HUP")
    void resets() {
        var s = stream();
        var e = epoll().add(s.a(), 0);
        s.a().write(5);
        s.b().close();
        e.sees(s.a().is(ERR | HUP));
        expect("SO_ERROR", ECONNRESET, k.getsockopt(s.a().n, SOL_SOCKET, SO_ERROR));
        e.sees(s.a().is(HUP));
    }

    @Row(id = "HE-18", says = "a stream's own SHUT_WR: still exactly OUT")
    void ownWriteShut() {
        var s = stream();
        var e = epoll().add(s.a(), OUT);
        shutdown(s.a(), SHUT_WR);
        e.sees(s.a().is(OUT));
        refused("write", EPIPE, s.a().tryWrite(1));
    }

    @Row(id = "X-HE-18", says = "half-closes under ET: one edge each, no more")
    void halfCloseEdges() {
        var s = stream();
        var e = epoll().add(s.a(), FULL | ET);
        e.sees(s.a().is(OUT));
        shutdown(s.b(), SHUT_WR);
        e.sees(s.a().is(IN | OUT | RDHUP));
        e.seesNothing();
        shutdown(s.a(), SHUT_WR);
        e.sees(s.a().is(IN | OUT | RDHUP | HUP));
        e.seesNothing();
    }

    @Row(
            id = "HE-21",
            scope = Scope.LINUX,
            says = "an AF_UNIX out-of-band byte under IN|PRI|ET: IN|PRI",
            version = "needs CONFIG_AF_UNIX_OOB (5.15)")
    void unixUrgent() {
        var s = stream();
        var e = epoll().add(s.a(), IN | PRI | ET);
        long sent = k.send(s.b().n, scratch(), 0, 1, MSG_OOB);
        skipIf(sent == -io.epoll4j.sys.Errno.EOPNOTSUPP, "this kernel has no CONFIG_AF_UNIX_OOB");
        expect("send(MSG_OOB)", 1, sent);
        e.sees(s.a().is(IN | PRI));
    }

    @Row(
            id = "X-HE-25",
            says = "a datagram socket: the peer's SHUT_WR is unseen, its own SHUT_RD is not")
    void datagramHalfClose() {
        var d = datagram();
        var e = epoll().add(d.a(), FULL);
        shutdown(d.b(), SHUT_WR);
        e.sees(d.a().is(OUT));
        shutdown(d.a(), SHUT_RD);
        e.sees(d.a().is(IN | OUT | RDHUP));
    }

    @Row(
            id = "X-HE-26",
            says = "data and the end of a stream in one event: IN|RDHUP, then the same")
    void dataAndEnd() {
        var s = stream();
        var e = epoll().add(s.a(), IN | RDHUP);
        s.b().write(3);
        shutdown(s.b(), SHUT_WR);
        e.sees(s.a().is(IN | RDHUP));
        s.a().read(3);
        e.sees(s.a().is(IN | RDHUP));
    }
}
