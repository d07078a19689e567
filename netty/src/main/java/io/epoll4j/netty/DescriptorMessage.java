package io.epoll4j.netty;

import io.epoll4j.sys.IoVec;
import io.epoll4j.sys.Message;
import java.lang.foreign.Arena;

/// The message that carries one descriptor and, since a stream has no messages without, one byte.
final class DescriptorMessage {
    private final Message message;

    DescriptorMessage() {
        var vector = new IoVec(1);
        vector.set(0, Arena.ofAuto().allocate(1), 0, 1);
        message = new Message(vector, null, 1);
    }

    /// With `fd` in it.
    Message toSend(int fd) {
        message.clearDescriptors();
        message.addDescriptor(fd);
        return message;
    }

    /// To be filled.
    Message toReceive() {
        return message;
    }

    /// The descriptor that came; -1 if none did.
    int received() {
        return message.descriptorCount() > 0 ? message.descriptor(0) : -1;
    }
}
