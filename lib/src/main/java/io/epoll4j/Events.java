package io.epoll4j;

import static io.epoll4j.sys.EpollFlags.*;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A batch of events, filled by [Epoll#await] and read by index. Made once and reused: neither
/// waiting nor reading allocates.
///
/// Belongs to one waiting thread at a time; threads that wait on the same epoll have one each.
public final class Events {
    private final EpollEvents events;
    private final MemorySegment timespec = Timespec.allocate();
    private @Nullable Registrations registrations;
    private int count;

    /// Room for at most `capacity` events from one wait, at least one. What does not fit in stays
    /// ready and comes with the next wait.
    public Events(int capacity) {
        events = new EpollEvents(capacity);
    }

    /// How many events fit in.
    public int capacity() {
        return events.capacity();
    }

    /// How many events the last wait brought; their indices are 0 to this minus one.
    public int count() {
        return count;
    }

    /// All bits of the event at `index`, as in [io.epoll4j.sys.EpollFlags].
    public int mask(int index) {
        return events.events(Objects.checkIndex(index, count));
    }

    /// Whether any of the bits is set in the event at `index`.
    public boolean has(int index, int bits) {
        return (mask(index) & bits) != 0;
    }

    /// There is something to read or to accept, or the end was reached.
    public boolean isReadable(int index) {
        return has(index, EPOLLIN);
    }

    /// Writing would not block.
    public boolean isWritable(int index) {
        return has(index, EPOLLOUT);
    }

    /// There is urgent data, or another exceptional condition.
    public boolean isPriority(int index) {
        return has(index, EPOLLPRI);
    }

    /// The peer will send no more; what it has sent can still be read.
    public boolean isPeerClosed(int index) {
        return has(index, EPOLLRDHUP);
    }

    /// Both directions are over, or the other end of a pipe is gone.
    public boolean isHungUp(int index) {
        return has(index, EPOLLHUP);
    }

    /// An error is pending; on a socket, [SocketFd#takeError()] says which.
    public boolean isError(int index) {
        return has(index, EPOLLERR);
    }

    /// The data word given when the descriptor was added: `u64` of `epoll_data_t`.
    public long data(int index) {
        return events.data(Objects.checkIndex(index, count));
    }

    /// The lower half of the data word: `u32` of `epoll_data_t`.
    public int data32(int index) {
        return (int) data(index);
    }

    /// The data word as a descriptor number: `fd` of `epoll_data_t`. That is what it is if no other
    /// was given. The number may be another descriptor's by now, if one was closed meanwhile.
    public int fd(int index) {
        return (int) data(index);
    }

    /// The object given to [Epoll#watch]: `ptr` of `epoll_data_t`. Null if the descriptor has been
    /// closed or is watched no more since the event was taken: a stale event, to be ignored. For a
    /// descriptor that was added with a data word instead, the answer has no meaning.
    public @Nullable Object attachment(int index) {
        long word = data(index);
        return registrations == null ? null : registrations.objectAt(word);
    }

    EpollEvents events() {
        return events;
    }

    MemorySegment timespec() {
        return timespec;
    }

    /// After a wait on the epoll that these registrations belong to.
    void filled(Registrations registrations, int count) {
        this.registrations = registrations;
        this.count = count;
    }

    /// The events, `[EPOLLIN 7, EPOLLOUT|EPOLLHUP 9]`. Allocates.
    @Override
    public String toString() {
        var all = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < count; i++) all.add(EventNames.of(mask(i)) + " " + data(i));
        return all.toString();
    }
}
