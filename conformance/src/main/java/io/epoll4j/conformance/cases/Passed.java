package io.epoll4j.conformance.cases;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;

/// What the topics on descriptors in messages share.
abstract class Passed extends Lab {
    Message message(int length, int room) {
        var vector = new IoVec(1);
        vector.set(0, scratch(), 0, length);
        return new Message(vector, null, room);
    }

    void pass(Fd over, Fd... files) {
        var m = message(1, 8);
        for (var fd : files) m.addDescriptor(fd.n);
        expect("sendmsg", 1, k.sendmsg(over.n, m, 0));
    }

    Fd passed(Fd over, int flags) {
        var m = message(1, 8);
        expect("recvmsg", 1, k.recvmsg(over.n, m, flags));
        expect("descriptors", 1, m.descriptorCount());
        return own(m.descriptor(0), "p");
    }
}
