package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A step of a world, as it is written down in its [Trace].
public sealed interface TraceEvent {
    /// When, in nanoseconds since the world began.
    long at();

    /// A program goes on.
    record Step(long at, String program) implements TraceEvent {
        @Override
        public String toString() {
            return program + " goes on";
        }
    }

    /// A call was answered.
    ///
    /// @param fd the descriptor it is about, or -1
    record Called(long at, String program, KernelCall call, int fd, long answer)
            implements TraceEvent {
        @Override
        public String toString() {
            String what = answer < 0 ? Errno.name((int) -answer) : Long.toString(answer);
            return program + ": " + call + (fd < 0 ? "" : "(" + fd + ")") + " = " + what;
        }
    }

    /// What becomes of a packet.
    enum Way {
        SENT,
        ARRIVED,
        LOST
    }

    /// A packet on its way.
    ///
    /// @param from the machine that sent it, or `network` for what answers on the way
    /// @param to the machine it goes to
    /// @param why it was lost; empty otherwise
    /// @param digest a hash of all that is in it
    record Moved(long at, Way way, String from, String to, String why, long digest, Packet packet)
            implements TraceEvent {
        /// Whether it is the same step of an equal packet.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Moved that
                    && at == that.at
                    && way == that.way
                    && from.equals(that.from)
                    && to.equals(that.to)
                    && why.equals(that.why)
                    && digest == that.digest;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(digest);
        }

        @Override
        public String toString() {
            String what = way.name().toLowerCase(Locale.ROOT) + " " + Wire.text(packet);
            return from + ">" + to + " " + what + (why.isEmpty() ? "" : ": " + why);
        }
    }

    /// A fault happened.
    record Struck(Strike strike) implements TraceEvent {
        @Override
        public long at() {
            return strike.at();
        }

        @Override
        public String toString() {
            return "FAULT " + strike.fault();
        }
    }

    /// A program said something.
    record Said(long at, String program, String what) implements TraceEvent {
        @Override
        public String toString() {
            return program + " says: " + what;
        }
    }

    /// A program has made very many calls and never slept: until it sleeps, its calls are left out.
    record LeftOut(long at, String program) implements TraceEvent {
        @Override
        public String toString() {
            return program + " does not sleep: what else it calls until it does is left out";
        }
    }

    /// A random number was drawn.
    record Drawn(long at, long number) implements TraceEvent {
        @Override
        public String toString() {
            return "drawn: " + Long.toHexString(number);
        }
    }
}
