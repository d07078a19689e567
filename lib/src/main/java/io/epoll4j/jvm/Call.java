package io.epoll4j.jvm;

import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one thread needs while it is inside a call to one kernel, reused from call to call so that
/// calls make no garbage.
final class Call {
    final Waiter waiter;
    final Iov iov = new Iov();
    final Msg msg = new Msg();
    final UnixStreamReader streamReader;

    /// The connection that an accept took.
    @Nullable Socket accepted;

    final PollCall poll;

    /// Where an option that is an int lies.
    final MemorySegment number = MemorySegment.ofArray(new int[1]);

    /// The address given last: most calls give the same again.
    private @Nullable Address lastAddress;

    Call(Core core) {
        this.waiter = new Waiter(core, core.current());
        this.poll = new PollCall(core, core.current());
        this.streamReader = new UnixStreamReader(waiter);
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
