package io.epoll4j.jvm.file;

import io.epoll4j.jvm.net.Address;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Socket;
import io.epoll4j.jvm.task.Core;
import io.epoll4j.jvm.task.Waiter;
import io.epoll4j.jvm.unix.UnixStreamReader;
import io.epoll4j.sys.SockAddr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What one thread needs while it is inside a call to one kernel, reused from call to call so that
/// calls make no garbage.
public final class Call {
    public final Waiter waiter;
    public final Iov iov = new Iov();
    public final Msg msg = new Msg();
    public final UnixStreamReader streamReader;

    /// The connection that an accept took.
    public @Nullable Socket accepted;

    public final PollCall poll;

    /// Where an option that is an int lies.
    public final MemorySegment number = MemorySegment.ofArray(new int[1]);

    /// The address given last: most calls give the same again.
    private @Nullable Address lastAddress;

    public Call(Core core) {
        this.waiter = new Waiter(core, core.current());
        this.poll = new PollCall(core, core.current());
        this.streamReader = new UnixStreamReader(waiter);
    }

    /// What `given` holds, null for none or an empty one.
    public @Nullable Address address(@Nullable SockAddr given) {
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
