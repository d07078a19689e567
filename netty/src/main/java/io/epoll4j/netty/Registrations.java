package io.epoll4j.netty;

import static io.epoll4j.sys.EpollFlags.EPOLLEXCLUSIVE;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_ADD;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_DEL;
import static io.epoll4j.sys.EpollFlags.EPOLL_CTL_MOD;

import io.epoll4j.sys.Kernel;
import io.netty.channel.ChannelException;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The handles of one epoll. Each has a slot, and the slot a generation; together they are the data
/// word, so that an event that was ready before its handle went finds nobody, whatever became of
/// the descriptor's number.
///
/// For the loop's thread; only [Registration#cancel()] may come from another.
final class Registrations {
    private final Kernel kernel;
    private final int epoll;
    private final ThreadAwareExecutor executor;
    private final LoopScratch scratch = new LoopScratch();

    private @Nullable Registration[] slots = new Registration[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    Registrations(Kernel kernel, int epoll, ThreadAwareExecutor executor) {
        this.kernel = kernel;
        this.epoll = epoll;
        this.executor = executor;
    }

    /// Gives `handle` a slot. The epoll knows nothing of it before it has submitted an interest.
    Registration add(KernelIoHandle handle) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
            generations = Arrays.copyOf(generations, slot * 2);
            free = Arrays.copyOf(free, slot * 2);
        }
        var added = new Registration(handle, slot);
        slots[slot] = added;
        return added;
    }

    /// The registration that submitted the interest which an event is about; null if it is
    /// cancelled.
    @Nullable Registration find(long data) {
        int slot = (int) data;
        return generations[slot] == (int) (data >>> Integer.SIZE) ? slots[slot] : null;
    }

    /// Cancels all and closes their handles, each even if another fails to.
    void close() {
        List<Registration> all = new ArrayList<>();
        for (var registration : slots) if (registration != null) all.add(registration);
        for (var registration : all) {
            registration.cancel();
            try {
                registration.handle.close();
            } catch (Exception e) {
                Log.failed("close", registration.handle, e);
            }
        }
    }

    private void release(int slot) {
        slots[slot] = null;
        generations[slot] =
                (generations[slot] + 1) & Integer.MAX_VALUE; // never that of the eventfd
        free[freeCount++] = slot;
    }

    /// A handle's place in the epoll.
    final class Registration implements IoRegistration {
        private final KernelIoHandle handle;
        private final int slot;
        private int interest; // 0: the descriptor is not in the epoll
        private volatile boolean cancelled;

        private Registration(KernelIoHandle handle, int slot) {
            this.handle = handle;
            this.slot = slot;
        }

        KernelIoHandle handle() {
            return handle;
        }

        /// What our channels share as long as they are on one loop.
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Netty's
        public <T> T attachment() {
            return (T) scratch;
        }

        /// Replaces the interest.
        ///
        /// @return the bits of the interest; -1 if the registration is cancelled
        @Override
        public long submit(IoOps ops) {
            if (!(ops instanceof KernelIoOps(int wanted))) {
                throw new IllegalArgumentException(ops + ": submit KernelIoOps");
            }
            if (cancelled) return -1;
            if (wanted == interest) return wanted;
            // Linux changes no interest that is exclusive, see do_epoll_ctl.
            if (interest != 0 && ((interest | wanted) & EPOLLEXCLUSIVE) != 0) remove();
            if (wanted == 0) remove();
            else {
                int op = interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
                long data = (long) generations[slot] << Integer.SIZE | slot;
                int answer = kernel.epollCtl(epoll, op, handle.fd(), wanted, data);
                if (answer < 0) throw new ChannelException(Failures.of("epoll_ctl", answer));
                interest = wanted;
            }
            return wanted;
        }

        /// A descriptor that is closed already has left by itself.
        private void remove() {
            int fd = handle.fd();
            if (interest != 0 && fd >= 0) kernel.epollCtl(epoll, EPOLL_CTL_DEL, fd, 0, 0);
            interest = 0;
        }

        @Override
        public boolean isValid() {
            return !cancelled;
        }

        /// Before the descriptor is closed: a duplicate would keep it in the epoll.
        @Override
        public boolean cancel() {
            if (!executor.isExecutorThread(Thread.currentThread())) {
                if (cancelled) return false;
                executor.execute(this::cancel);
                return true;
            }
            if (cancelled) return false;
            cancelled = true;
            remove();
            release(slot);
            handle.unregistered();
            return true;
        }
    }
}
