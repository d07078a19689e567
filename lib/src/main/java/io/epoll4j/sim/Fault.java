package io.epoll4j.sim;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.KernelCall;
import java.time.Duration;
import java.util.List;

/// Something that goes wrong: all there is. Machines are named, so that a fault is data, and can be
/// written down, told to others and done again.
public sealed interface Fault {
    /// The power is cut: nobody is told.
    record Crash(String machine) implements Fault {
        @Override
        public String toString() {
            return machine + " crashes";
        }
    }

    /// The process is killed: its kernel closes what was open.
    record Kill(String machine) implements Fault {
        @Override
        public String toString() {
            return machine + "'s process is killed";
        }
    }

    /// The machine, or its process, is started again, with what its disk kept.
    record Restart(String machine) implements Fault {
        @Override
        public String toString() {
            return machine + " starts again";
        }
    }

    /// The programs stand still.
    ///
    /// @param frozen whether the kernel does too, as when a virtual machine is stopped; if not, it
    ///   goes on to answer, as during a collection
    record Pause(String machine, Duration length, boolean frozen) implements Fault {
        @Override
        public String toString() {
            return machine + (frozen ? " is frozen for " : " pauses for ") + Times.text(length);
        }
    }

    /// Every call takes so long.
    record Slow(String machine, Duration perCall, Duration length) implements Fault {
        @Override
        public String toString() {
            return machine
                    + " needs "
                    + Times.text(perCall)
                    + " for each call, for "
                    + Times.text(length);
        }
    }

    /// The real-time clock is set forward, or back.
    record Jump(String machine, Duration by) implements Fault {
        @Override
        public String toString() {
            return machine + "'s real-time clock jumps by " + Times.text(by);
        }
    }

    /// All clocks run fast by so many parts per million, or slow if it is negative.
    record Drift(String machine, int partsPerMillion) implements Fault {
        @Override
        public String toString() {
            return machine + "'s clocks drift by " + partsPerMillion + " ppm";
        }
    }

    /// Nothing gets from these machines to those.
    ///
    /// @param bothWays nor the other way
    /// @param told whether a router answers ICMP "host unreachable"; if not, it is a black hole
    record Cut(List<String> from, List<String> to, boolean bothWays, boolean told, Duration length)
            implements Fault {
        @Override
        public String toString() {
            return "nothing gets from "
                    + String.join(", ", from)
                    + (bothWays ? " to or from " : " to ")
                    + String.join(", ", to)
                    + " for "
                    + Times.text(length);
        }
    }

    /// A packet is lost.
    record Lose(String link) implements Fault {
        @Override
        public String toString() {
            return link + " loses a packet";
        }
    }

    /// A packet is late, and those after it with it.
    record Delay(String link, Duration by) implements Fault {
        @Override
        public String toString() {
            return link + " delays a packet by " + Times.text(by);
        }
    }

    /// A packet is late, and others overtake it.
    record Reorder(String link, Duration by) implements Fault {
        @Override
        public String toString() {
            return link + " lets a packet be overtaken for " + Times.text(by);
        }
    }

    /// A packet arrives twice, the second time so much later.
    record Duplicate(String link, Duration after) implements Fault {
        @Override
        public String toString() {
            return link + " repeats a packet after " + Times.text(after);
        }
    }

    /// A packet is held until it is let go.
    record Hold(String link) implements Fault {
        @Override
        public String toString() {
            return link + " holds a packet";
        }
    }

    /// Something on the way forgets a connection, and answers its packets with resets.
    record Reset(String link) implements Fault {
        @Override
        public String toString() {
            return link + " resets a connection";
        }
    }

    /// A call is refused.
    record Refuse(String machine, KernelCall call, int errno) implements Fault {
        @Override
        public String toString() {
            return machine + "'s " + call + " answers " + Errno.name(errno);
        }
    }

    /// A signal comes to a program that sleeps in a call, so much later.
    record Interrupt(String machine, Duration after) implements Fault {
        @Override
        public String toString() {
            return machine + "'s call is interrupted after " + Times.text(after);
        }
    }

    /// There is memory for only so many bytes of what a program sends.
    record Shorten(String machine, int bytes) implements Fault {
        @Override
        public String toString() {
            return machine + " has memory for only " + bytes + " bytes of a write";
        }
    }
}
