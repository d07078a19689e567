package io.epoll4j.jvm.call;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.file.PollCall;
import io.epoll4j.jvm.net.Accepted;
import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one task needs while it is inside a call, used again from call to call so that calls make
/// no garbage.
final class CallScratch {
    final Iov iov = new Iov();
    final Accepted accepted = new Accepted();
    final PollCall poll;

    /// Where an option that is an int lies.
    final MemorySegment number = MemorySegment.ofArray(new int[1]);

    /// The address given last: most calls give the same again.
    private @Nullable Address lastAddress;

    CallScratch(Scheduler scheduler, TaskStruct task) {
        this.poll = new PollCall(scheduler, task);
    }

    /// What `given` holds, null for none or an empty one.
    @Nullable Address address(@Nullable SockAddr given) {
        if (given == null || given.length() == 0) {
            return null;
        }
        Address last = lastAddress;
        if (last == null || !last.isIn(given)) {
            last = Address.of(given);
            lastAddress = last;
        }
        return last;
    }
}
