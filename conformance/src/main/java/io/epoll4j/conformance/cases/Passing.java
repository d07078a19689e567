package io.epoll4j.conformance.cases;

import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.EBADF;
import static io.epoll4j.sys.Errno.EMSGSIZE;
import static io.epoll4j.sys.FileFlags.FD_CLOEXEC;
import static io.epoll4j.sys.FileFlags.F_GETFD;
import static io.epoll4j.sys.SocketFlags.MSG_CMSG_CLOEXEC;
import static io.epoll4j.sys.SocketFlags.MSG_CTRUNC;
import static io.epoll4j.sys.SocketFlags.MSG_PEEK;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;
import java.lang.foreign.Arena;

/// Descriptors that travel in messages, and what happens to them on the way (unix(7)).
final class Passing extends Passed {
    @Row(
            id = "X-MS-09",
            says = "a passed descriptor is the same file: one item fires for either's number")
    void passing() {
        var s = stream();
        var v = eventfd(0);
        pass(s.a(), v);
        var e = epoll().add(v, IN);
        var copy = passed(s.b(), MSG_CMSG_CLOEXEC);
        expect("close-on-exec", FD_CLOEXEC, k.fcntl(copy.n, F_GETFD, 0));
        copy.put(1);
        e.sees(v.is(IN));
        e.refuses(io.epoll4j.sys.Errno.ENOENT, DEL, copy, 0);
        v.close();
        e.sees(v.is(IN));
        copy.close();
        e.seesNothing();
    }

    @Row(
            id = "X-MS-10",
            says = "a file in flight lives: its item fires while only a message holds it")
    void inFlight() {
        var s = stream();
        var p = pipe();
        var e = epoll().add(p.r(), IN);
        pass(s.a(), p.r());
        p.r().close();
        p.w().write(1);
        e.sees(p.r().is(IN));
        var copy = passed(s.b(), 0);
        copy.read(1);
        e.seesNothing();
    }

    @Row(id = "X-MS-11", says = "messages thrown away with their socket close what they carried")
    void lostInFlight() {
        var s = stream();
        var p = pipe();
        pass(s.a(), p.w());
        p.w().close();
        var e = epoll().add(p.r(), IN);
        e.seesNothing();
        s.b().close();
        e.sees(p.r().is(HUP));
    }

    @Row(id = "X-MS-12", says = "a read(2) that takes a message's bytes closes its descriptors")
    void readDropsFiles() {
        var s = stream();
        var p = pipe();
        pass(s.a(), p.w());
        p.w().close();
        s.b().read(1);
        epoll().add(p.r(), IN).sees(p.r().is(HUP));
    }

    @Row(id = "X-MS-13", says = "no room for a descriptor: MSG_CTRUNC, and it is closed")
    void noRoom() {
        var s = stream();
        var p = pipe();
        pass(s.a(), p.w());
        p.w().close();
        var m = message(1, 0);
        expect("recvmsg", 1, k.recvmsg(s.b().n, m, 0));
        expect("flags", MSG_CTRUNC, m.flags());
        epoll().add(p.r(), IN).sees(p.r().is(HUP));
    }

    @Row(
            id = "X-MS-14",
            says = "an epoll can be passed: waits on the copy see what the first was told to watch")
    void passAnEpoll() {
        var s = stream();
        var v = eventfd(1);
        var e = epoll().add(v, IN);
        pass(s.a(), e);
        e.close();
        int copy = passed(s.b(), 0).n;
        var same = keep(new Ep(this, k.dup(copy), "copy"));
        same.sees(v.is(IN));
    }

    @Row(
            id = "X-MS-15",
            says = "a closed descriptor in a message: EBADF, nothing is sent, the others are kept")
    void badDescriptor() {
        var s = stream();
        var p = pipe();
        var m = message(1, 8);
        m.addDescriptor(p.w().n);
        m.addDescriptor(closedNumber());
        refused("sendmsg", EBADF, k.sendmsg(s.a().n, m, 0));
        epoll().add(s.b(), IN).seesNothing();
        p.w().close();
        p.r().polls(HUP);
    }

    @Row(id = "X-MS-16", says = "a stream read stops where the descriptors of two messages meet")
    void boundaries() {
        var s = stream();
        var v = eventfd(0);
        pass(s.a(), v);
        pass(s.a(), v);
        s.a().write(5);
        var m = message(100, 8);
        expect("the first message", 1, k.recvmsg(s.b().n, m, 0));
        own(m.descriptor(0), "p");
        expect("the second", 1, k.recvmsg(s.b().n, m, MSG_PEEK));
        own(m.descriptor(0), "p");
        expect("peeked again", 1, k.recvmsg(s.b().n, m, 0));
        own(m.descriptor(0), "p");
        expect("plain bytes", 5, k.recvmsg(s.b().n, m, 0));
        expect("no descriptors", 0, m.descriptorCount());
    }

    @Row(id = "X-MS-17", says = "sendmsg and recvmsg with vectors out of range: EINVAL or EMSGSIZE")
    void vectors() {
        var s = stream();
        var m = message(1, 0);
        m.vectorCount(0);
        expect("no bytes", 0, k.sendmsg(s.a().n, m, 0));
        epoll().add(s.b(), IN).seesNothing();
        var many = new IoVec(1025);
        for (int i = 0; i < 1025; i++) many.set(i, Arena.global().allocate(1), 0, 1);
        refused("1025", EMSGSIZE, k.sendmsg(s.a().n, new Message(many, null, 0), 0));
        refused("1025", EMSGSIZE, k.recvmsg(s.a().n, new Message(many, null, 0), 0));
    }

    @Row(id = "X-MS-18", says = "recvmsg answered EAGAIN: no descriptors, whatever came before")
    void nothingReceived() {
        var s = stream();
        pass(s.a(), eventfd(0));
        var m = message(1, 8);
        expect("recvmsg", 1, k.recvmsg(s.b().n, m, 0));
        expect("descriptors", 1, m.descriptorCount());
        own(m.descriptor(0), "p");
        refused("again", EAGAIN, k.recvmsg(s.b().n, m, 0));
        expect("descriptors", 0, m.descriptorCount());
    }
}
