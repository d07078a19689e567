package io.epoll4j.jvm.spi;

import io.epoll4j.sys.Errno;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A TCP segment, a UDP datagram or an ICMP error on its way from one kernel to another: what
/// [Network#transmit] is given.
///
/// It never changes, so it can be looked at, kept, and delivered when and as often as one likes:
/// late, out of order, twice, never, and to another kernel than the one that first had its target
/// address. It finds its socket there by the addresses. Any thread may use it.
public interface Packet {
    /// What is above IP.
    enum Protocol {
        TCP,
        UDP,
        ICMP
    }

    /// Why an ICMP "destination unreachable" was sent (RFC 792, RFC 4443; `icmp_err_convert`,
    /// net/ipv4/icmp.c).
    enum Unreachable {
        /// No router knows a way: ENETUNREACH.
        NETWORK(Errno.ENETUNREACH),

        /// The last router gets no answer: EHOSTUNREACH.
        HOST(Errno.EHOSTUNREACH),

        /// Nobody has the port: ECONNREFUSED.
        PORT(Errno.ECONNREFUSED);

        /// What a socket is told, a positive errno.
        public final int errno;

        Unreachable(int errno) {
            this.errno = errno;
        }
    }

    /// The bits of [#flags()], as they stand in a TCP header.
    int FIN = 1;

    int SYN = 1 << 1;
    int RST = 1 << 2;
    int PSH = 1 << 3;
    int ACK = 1 << 4;
    int URG = 1 << 5;

    /// What it is.
    Protocol protocol();

    /// Where it comes from.
    Endpoint source();

    /// Where it goes.
    Endpoint target();

    /// Of a TCP segment, its flags ([#SYN] and so on); otherwise 0.
    default int flags() {
        return 0;
    }

    /// Whether one of these flags is set.
    default boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /// Of a TCP segment, the number of its first byte, modulo 2³². SYN and FIN count as a byte.
    default int sequence() {
        return 0;
    }

    /// Of a TCP segment with [#ACK], the number of the next byte expected, modulo 2³².
    default int acknowledgement() {
        return 0;
    }

    /// Of a TCP segment, for how many bytes after [#acknowledgement()] there is room. In the header
    /// this stands shifted right by [#windowScale()], but for a segment with [#SYN], where it
    /// stands as it is.
    default int window() {
        return 0;
    }

    /// Of a TCP segment, by how many bits its sender scales its window (RFC 7323): the option of
    /// its SYN, 0 to 14.
    default int windowScale() {
        return 0;
    }

    /// Of a TCP segment with [#SYN], the longest segment that its sender takes, in bytes of
    /// payload; otherwise 0.
    default int maxSegment() {
        return 0;
    }

    /// Of a TCP segment with [#URG], how many bytes after [#sequence()] the urgent data ends;
    /// otherwise 0.
    default int urgentPointer() {
        return 0;
    }

    /// Of an ICMP error, what it says; otherwise null.
    default @Nullable Unreachable unreachable() {
        return null;
    }

    /// Of an ICMP error, the packet it complains of; otherwise null.
    default @Nullable Packet cause() {
        return null;
    }

    /// The data it carries, to be read only.
    ByteBuffer payload();

    /// How many bytes of data it carries.
    default int length() {
        return payload().remaining();
    }

    /// Another packet that is equal in everything: for a network that tells packets apart.
    Packet copy();

    /// The ICMP error that a router at `from` answers to this packet: it goes to [#source()], for
    /// whoever sent it to hear of. To be delivered like any other, or not.
    ///
    /// @throws IllegalStateException if this is an ICMP error itself: none is answered to those
    default Packet refusal(Endpoint from, Unreachable why) {
        return new IcmpError(from, source(), why, this);
    }
}
