package io.epoll4j.jvm.tcp;

import static io.epoll4j.jvm.tcp.TwoMachines.SECOND;
import static io.epoll4j.sys.SocketFlags.AF_INET;
import static io.epoll4j.sys.SocketFlags.IPPROTO_TCP;
import static io.epoll4j.sys.SocketFlags.SHUT_WR;
import static io.epoll4j.sys.SocketFlags.SOCK_DGRAM;
import static io.epoll4j.sys.SocketFlags.SOCK_NONBLOCK;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static io.epoll4j.sys.SocketFlags.SOL_SOCKET;
import static io.epoll4j.sys.SocketFlags.SO_LINGER;
import static io.epoll4j.sys.SocketFlags.SO_REUSEADDR;
import static io.epoll4j.sys.SocketFlags.TCP_LINGER2;
import static io.epoll4j.sys.SocketFlags.TCP_SYNCNT;
import static io.epoll4j.sys.SocketFlags.TCP_USER_TIMEOUT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.epoll4j.jvm.Machine;
import io.epoll4j.jvm.spi.CrashError;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Packet.Unreachable;
import io.epoll4j.sys.SockAddr;
import org.junit.jupiter.api.Test;

/// How connections between kernels begin and end, and what is said to those who ask in vain.
class TcpEndsBetweenKernelsTest {
    private static final Endpoint ROUTER = Endpoint.ofV4(10 << 24 | 254, 0);

    private final TwoMachines two = new TwoMachines();
    private final Machine left = two.left;
    private final Machine right = two.right;

    private void pass(double seconds) {
        two.run((long) (seconds * SECOND));
    }

    /// What was sent and still comes, each as its flags.
    private String underWay() {
        StringBuilder text = new StringBuilder();
        for (Packet packet : two.wire) {
            text.append(text.isEmpty() ? "" : " ");
            String[] names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
            for (int bit = names.length - 1; bit >= 0; bit--) {
                if (packet.has(1 << bit)) {
                    text.append(names[bit].charAt(0));
                }
            }
        }
        return text.toString();
    }

    @Test
    void aSegmentForNoConnectionIsReset() {
        int[] ends = two.connection();
        left.write(ends[0], "late");
        Packet late = two.wire.remove();
        two.restartRight();
        two.right().receive(late);
        Packet reset = two.wire.remove();
        assertEquals(Packet.RST, reset.flags());
        assertEquals(late.acknowledgement(), reset.sequence());
        two.right().receive(reset);
        assertEquals("", underWay(), "nothing is answered to a reset");
    }

    @Test
    void theFirstToCloseWaitsAMinute() {
        int[] ends = two.connection();
        left.close(ends[0]);
        two.deliverAll();
        Machine.ok(right.kernel.shutdown(ends[1], SHUT_WR));
        Packet fin = two.wire.getFirst();
        two.deliver();
        assertEquals("A", underWay());
        two.wire.clear();
        two.deliver(fin);
        assertEquals("A", underWay(), "the FIN comes again, since its ACK was lost");
        two.deliverAll();
        assertEquals("IN|OUT|HUP|RDHUP", right.poll(ends[1]));
        pass(60);
        two.deliver(fin);
        assertEquals("R", underWay(), "nobody remembers");
    }

    private void bindAfterTimeWait(boolean reuse) {
        int listener = two.listener();
        Machine.ok(right.kernel.setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, reuse ? 1 : 0));
        int client = two.client();
        two.deliverAll();
        right.close(two.accept(listener));
        right.close(listener);
        two.deliverAll();
        left.close(client);
        two.deliverAll();
        int next = right.socket(AF_INET, SOCK_STREAM);
        Machine.ok(right.kernel.setsockopt(next, SOL_SOCKET, SO_REUSEADDR, reuse ? 1 : 0));
        String answer = Machine.say(right.kernel.bind(next, SockAddr.any(80)));
        assertEquals(reuse ? "0" : "EADDRINUSE", answer);
        pass(60);
        if (!reuse) {
            Machine.ok(right.kernel.bind(next, SockAddr.any(80)));
        }
    }

    @Test
    void aPortInTimeWaitIsTaken() {
        bindAfterTimeWait(false);
    }

    @Test
    void aPortInTimeWaitIsSharedByWhoSaysSo() {
        bindAfterTimeWait(true);
    }

    @Test
    void anOrphanIsForgottenInTime() {
        int[] ends = two.connection();
        Machine.ok(left.kernel.setsockopt(ends[0], IPPROTO_TCP, TCP_LINGER2, 5));
        left.close(ends[0]);
        pass(4.9);
        assertEquals("IN|OUT|RDHUP", right.poll(ends[1]));
        pass(0.2);
        right.close(ends[1]);
        two.deliver();
        assertEquals("R", underWay());
    }

    @Test
    void anOrphanOfTheLoopbackIsForgottenInTime() {
        for (int seconds : new int[] {4, 6}) {
            int[] ends = TcpRig.connection(left);
            Machine.ok(left.kernel.setsockopt(ends[0], IPPROTO_TCP, TCP_LINGER2, 5));
            left.close(ends[0]);
            pass(seconds);
            assertEquals("IN|OUT|RDHUP", left.poll(ends[1]));
            Machine.ok(left.kernel.shutdown(ends[1], SHUT_WR));
            String told = seconds < 5 ? "IN|OUT|HUP|RDHUP" : "IN|OUT|ERR|HUP|RDHUP";
            assertEquals(told, left.poll(ends[1]));
            assertEquals(Host.NEVER, two.nextTimer());
        }
    }

    @Test
    void bothMayCloseAtOnce() {
        int[] ends = two.connection();
        Machine.ok(left.kernel.shutdown(ends[0], SHUT_WR));
        Machine.ok(right.kernel.shutdown(ends[1], SHUT_WR));
        two.deliverAll();
        assertEquals("IN|OUT|HUP|RDHUP", left.poll(ends[0]));
        assertEquals("IN|OUT|HUP|RDHUP", right.poll(ends[1]));
        pass(60);
        assertEquals(Host.NEVER, two.nextTimer());
    }

    @Test
    void bothMayOpenAtOnce() {
        int one = left.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        int other = right.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(left.kernel.bind(one, SockAddr.any(1111)));
        Machine.ok(right.kernel.bind(other, SockAddr.any(2222)));
        left.kernel.connect(one, SockAddr.parse("10.0.0.2:2222"));
        right.kernel.connect(other, SockAddr.parse("10.0.0.1:1111"));
        two.deliverAll();
        assertEquals("OUT", left.poll(one));
        assertEquals("OUT", right.poll(other));
        left.write(one, "hello");
        two.deliverAll();
        assertEquals("'hello'", right.read(other, 9));
        Machine.ok(left.kernel.connect(one, SockAddr.parse("10.0.0.2:2222")));
    }

    @Test
    void aRequestIsSentAsOftenAsAsked() {
        two.loses = packet -> true;
        int client = left.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(left.kernel.setsockopt(client, IPPROTO_TCP, TCP_SYNCNT, 2));
        two.connect(client);
        pass(6.9);
        assertEquals("", left.poll(client));
        pass(0.1);
        assertEquals("ETIMEDOUT", left.read(client, 1));
        assertEquals(3, two.sent.size());
    }

    @Test
    void whoConnectsMayWaitLessLong() {
        two.loses = packet -> true;
        int client = left.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
        Machine.ok(left.kernel.setsockopt(client, IPPROTO_TCP, TCP_USER_TIMEOUT, 2500));
        two.connect(client);
        pass(2.4);
        assertEquals("", left.poll(client));
        pass(0.1);
        assertEquals("ETIMEDOUT", left.read(client, 1));
    }

    @Test
    void onceConnectedNothingIsDue() {
        two.connection();
        assertEquals(Host.NEVER, two.nextTimer());
    }

    @Test
    void aRouterSaysThatThereIsNoWay() {
        two.listener();
        int client = two.client();
        two.deliver(two.wire.remove().refusal(ROUTER, Unreachable.HOST));
        assertEquals("EHOSTUNREACH", left.read(client, 1));
        int[] ends = {two.client(), 0};
        two.deliverAll();
        two.loses = packet -> true;
        left.write(ends[0], "hello?");
        two.deliver(two.sent.getLast().refusal(ROUTER, Unreachable.NETWORK));
        assertEquals("OUT", left.poll(ends[0]), "it may yet get better");
        pass(925);
        assertEquals("ENETUNREACH", left.read(ends[0], 1));
    }

    @Test
    void nobodyAtADatagramsPort() {
        int sender = left.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK);
        Machine.ok(left.kernel.connect(sender, SockAddr.parse("10.0.0.2:53")));
        left.write(sender, "hello?");
        two.deliver();
        Packet error = two.wire.getFirst();
        assertEquals(Packet.Protocol.ICMP, error.protocol());
        assertEquals(Unreachable.PORT, error.unreachable());
        assertThrows(IllegalStateException.class, () -> error.refusal(ROUTER, Unreachable.HOST));
        two.deliverAll();
        assertEquals("ECONNREFUSED", left.read(sender, 1));
    }

    @Test
    void lingeringForNoTimeResets() {
        int[] ends = two.connection();
        left.memory.set(JAVA_INT, 0, 1);
        left.memory.set(JAVA_INT, 4, 0);
        Machine.ok(
                left.kernel.setsockopt(ends[0], SOL_SOCKET, SO_LINGER, left.memory.asSlice(0, 8)));
        left.close(ends[0]);
        assertEquals("AR", underWay());
        two.deliverAll();
        assertEquals("ECONNRESET", right.read(ends[1], 1));
    }

    @Test
    void dataForWhoHasClosedIsReset() {
        int[] ends = two.connection();
        left.close(ends[0]);
        two.deliverAll();
        right.write(ends[1], "too late");
        two.deliverAll();
        assertEquals("IN|OUT|ERR|HUP|RDHUP", right.poll(ends[1]));
    }

    @Test
    void theUrgentByteIsKept() {
        int[] ends = two.connection();
        left.write(ends[0], "ab");
        left.send(ends[0], "cd!", 1);
        left.write(ends[0], "ef");
        two.wire.add(two.wire.remove());
        two.deliverAll();
        assertEquals("IN|PRI|OUT", right.poll(ends[1]));
        assertEquals("'abcd'", right.read(ends[1], 9));
        assertEquals("'!'", right.recv(ends[1], 1, 1));
        assertEquals("'ef'", right.read(ends[1], 9));
    }

    @Test
    void aClosedWindowIsAskedAgainAndAgain() {
        int[] ends = two.connection();
        while (!left.write(ends[0], 1 << 16).equals("EAGAIN")) {
            two.deliverAll();
        }
        two.sent.clear();
        pass(3600);
        assertEquals("", left.poll(ends[0]), "an end that answers is waited for");
        assertEquals("IN|OUT", right.poll(ends[1]));
        long questions = two.sent.stream().filter(packet -> !two.isToLeft(packet)).count();
        assertEquals(9 + (3600 - 102) / 120, questions, 2);
        two.loses = packet -> packet.window() > 0;
        while (!right.read(ends[1], 1 << 16).equals("EAGAIN")) {}
        two.loses = packet -> false;
        pass(121);
        assertEquals("OUT", left.poll(ends[0]), "a lost update does no harm");
    }

    @Test
    void aCrashTellsNobody() {
        int[] ends = two.connection();
        two.right().crash();
        assertThrows(CrashError.class, () -> right.kernel.close(ends[1]));
        assertThrows(CrashError.class, () -> right.read(ends[1], 1));
        left.write(ends[0], "hello?");
        two.deliverAll();
        assertEquals("OUT", left.poll(ends[0]));
        assertEquals(1, two.sent.size());
    }

    @Test
    void aProcessThatDiesTellsEverybody() {
        int[] ends = two.connection();
        int other = two.client();
        two.deliverAll();
        left.write(other, "unread");
        two.deliverAll();
        two.right().closeAll();
        two.deliverAll();
        assertEquals("IN|OUT|RDHUP", left.poll(ends[0]), "FIN");
        assertEquals("ECONNRESET", left.read(other, 1), "never accepted");
        assertEquals("EBADF", right.read(ends[1], 1));
    }
}
