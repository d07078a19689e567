package io.epoll4j.jvm.file;

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.Errno.EAGAIN;
import static io.epoll4j.sys.Errno.ECANCELED;
import static io.epoll4j.sys.Errno.EFAULT;
import static io.epoll4j.sys.Errno.EINVAL;
import static io.epoll4j.sys.FileFlags.CLOCK_REALTIME;
import static io.epoll4j.sys.FileFlags.O_NONBLOCK;
import static io.epoll4j.sys.FileFlags.O_RDWR;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_ABSTIME;
import static io.epoll4j.sys.FileFlags.TFD_TIMER_CANCEL_ON_SET;

import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.task.HrTimer;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskStruct;
import io.epoll4j.jvm.task.WaitQueue;
import io.epoll4j.jvm.task.Waiter;
import io.epoll4j.sys.Timespec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A timer that can be waited for: `struct timerfd_ctx` (fs/timerfd.c).
///
/// A periodic timer counts one expiration and then stands still until it is read or asked, which
/// adds the expirations missed meanwhile. So an unread timer makes one edge, not one per period.
///
/// The lock of its wait queue guards it; poll reads [#ticks] without. Any thread may use it.
public final class TimerFd extends OpenFile {
    private final WaitQueue queue = new WaitQueue();
    private static final int CLOCK_REALTIME_ALARM = 8;

    private final RealTimers realTimers;
    private final int clock;
    private final Expiry timer = new Expiry();
    private volatile long ticks;
    private boolean expired;
    private boolean armed;

    /// `tintv`: the period in nanoseconds, 0 for a timer that expires once.
    private long interval;

    /// When it expires next or expired last, on the monotonic clock: negative if that was before
    /// this clock began.
    private long expires;

    /// Whether that is an instant of the real-time clock, which moves when that clock is set.
    private boolean realTime;

    /// `moffs`: how far the real-time clock was ahead of the monotonic one when last looked at.
    private long ahead;

    /// `might_cancel`: whether a read is to tell that the real-time clock was set.
    private boolean mightCancel;

    /// Whether it was set and nobody has been told; `moffs == KTIME_MAX` on Linux.
    private boolean cancelled;

    /// Its neighbours in [RealTimers], whose lock guards them.
    @Nullable TimerFd previous;

    @Nullable TimerFd next;
    boolean listed;

    /// Tells of its real-time timers in `realTimers`.
    public TimerFd(Scheduler scheduler, RealTimers realTimers, int clock, int flags) {
        super(scheduler, O_RDWR | flags);
        this.realTimers = realTimers;
        this.clock = clock;
    }

    @Override
    public int poll(PollTable table) {
        table.pollWait(queue);
        return ticks != 0 ? EPOLLIN : 0;
    }

    @Override
    public int readable() {
        return 0;
    }

    @Override
    public long read(TaskStruct task, Iov to) {
        if (to.remaining() < Long.BYTES) {
            return -EINVAL;
        }
        queue.lock();
        while (ticks == 0 && (flags & O_NONBLOCK) == 0) {
            queue.unlock();
            int error = await(task.waiter);
            if (error != 0) {
                return error;
            }
            queue.lock();
        }
        long answer = takeLocked();
        queue.unlock();
        if (answer > 0) {
            to.writeLong(answer);
            return Long.BYTES;
        }
        return answer;
    }

    /// The expirations since the last read; -EAGAIN for none, -ECANCELED if the clock was set, and
    /// 0 if it was set back to before the expiration, of which timerfd_create(2) warns.
    private long takeLocked() {
        long taken = -EAGAIN;
        if (takeCancelledLocked()) {
            taken = -ECANCELED;
        } else if (ticks != 0) {
            catchUpLocked();
            taken = ticks;
        }
        expired = false;
        ticks = 0;
        return taken;
    }

    /// `timerfd_canceled`: whether the clock was set, which is told once.
    private boolean takeCancelledLocked() {
        if (!mightCancel || !cancelled) {
            return false;
        }
        cancelled = false;
        return true;
    }

    /// timerfd_settime(2), of a call whose flags and times are valid.
    public int setTime(int flags, MemorySegment newValue, MemorySegment oldValue) {
        long period = Timespec.timerInterval(newValue);
        long value = Timespec.timerValue(newValue);
        boolean absolute = (flags & TFD_TIMER_ABSTIME) != 0;
        boolean real = absolute && isOfRealTime();
        if (real) {
            realTimers.add(this);
        }
        queue.lock();
        disarmLocked();
        if (expired && interval != 0) {
            forwardLocked();
        }
        if (oldValue.byteSize() >= Timespec.TIMER_SIZE) {
            storeLocked(oldValue);
        }
        expired = false;
        ticks = 0;
        interval = period;
        expires = 0;
        realTime = real;
        mightCancel = real && (flags & TFD_TIMER_CANCEL_ON_SET) != 0;
        boolean told = false;
        if (value != 0) {
            armLocked(real ? toMonotonic(value) : absolute ? value : fromNow(value));
            told = takeCancelledLocked();
        }
        queue.unlock();
        return told ? -ECANCELED : 0;
    }

    /// `timerfd_clock_was_set`, and what the clock's own timers do: the instant that the timer
    /// waits for is another one now.
    void clockWasSet() {
        queue.lock();
        if (realTime) {
            long was = ahead;
            ahead = RealTimers.ahead(scheduler.host);
            if (expires != Host.NEVER && (armed || expired)) {
                expires += was - ahead;
            }
            if (armed) {
                disarmLocked();
                armLocked(expires);
            }
            if (mightCancel) {
                cancelled = true;
                setTicks(ticks + 1);
                queue.wakeLocked(1, EPOLLIN);
            }
        }
        queue.unlock();
    }

    /// timerfd_gettime(2)
    public int getTime(MemorySegment currentValue) {
        if (currentValue.byteSize() < Timespec.TIMER_SIZE) {
            return -EFAULT;
        }
        queue.lock();
        if (expired && interval != 0) {
            catchUpLocked();
            expired = false;
        }
        storeLocked(currentValue);
        queue.unlock();
        return 0;
    }

    @Override
    public void release() {
        if (isOfRealTime()) {
            realTimers.remove(this);
        }
        queue.lock();
        disarmLocked();
        queue.unlock();
    }

    /// Whether timerfd_settime(2) takes these arguments: 0, -EFAULT or -EINVAL.
    public static int check(int flags, MemorySegment newValue) {
        if (newValue.byteSize() < Timespec.TIMER_SIZE) {
            return -EFAULT;
        }
        return (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) == 0
                        && Timespec.isValidTimer(newValue)
                ? 0
                : -EINVAL;
    }

    private int await(Waiter waiter) {
        int error = 0;
        while (error == 0) {
            waiter.prepare(queue, false, -1);
            if (ticks != 0) {
                break;
            }
            error = waiter.sleep(Host.NEVER);
        }
        waiter.finish();
        return error;
    }

    /// Counts what was missed since the timer expired, and starts it again.
    private void catchUpLocked() {
        if (expired && interval != 0) {
            setTicks(ticks + forwardLocked() - 1);
            armLocked(expires);
        }
    }

    /// `hrtimer_forward_now`: moves [#expires] on, past now; answers by how many periods.
    private long forwardLocked() {
        long late = scheduler.host.monotonicNanos() - expires;
        if (late < 0) {
            return 0;
        }
        long periods = late / interval + 1;
        long moved = expires + (periods - 1) * interval;
        expires = moved > Host.NEVER - interval ? Host.NEVER : moved + interval;
        return periods;
    }

    private void setTicks(long now) {
        ticks = now;
    }

    private void armLocked(long when) {
        expires = when;
        armed = true;
        scheduler.timers.arm(timer, when);
    }

    private void disarmLocked() {
        armed = false;
        scheduler.timers.cancel(timer);
    }

    private void storeLocked(MemorySegment itimerspec) {
        long left = Math.max(0, expires - scheduler.host.monotonicNanos());
        Timespec.setTimer(itimerspec, left, interval);
    }

    private long fromNow(long nanos) {
        long when = scheduler.host.monotonicNanos() + nanos;
        return when < 0 && nanos > 0 ? Host.NEVER : Math.max(1, when);
    }

    private boolean isOfRealTime() {
        return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
    }

    /// An instant of the real-time clock on the monotonic one.
    private long toMonotonic(long absolute) {
        ahead = RealTimers.ahead(scheduler.host);
        long when = absolute - ahead;
        return ahead < 0 && when < 0 && absolute > 0 ? Host.NEVER : when;
    }

    /// `timerfd_tmrproc`
    private final class Expiry extends HrTimer {
        @Override
        public void expire(long at) {
            queue.lock();
            if (armed && expires == at) {
                armed = false;
                expired = true;
                setTicks(ticks + 1);
                queue.wakeLocked(1, EPOLLIN);
            }
            queue.unlock();
        }
    }
}
