package io.epoll4j.sys;

import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SockAddrTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8000",
                "0.0.0.0:0",
                "255.254.253.252:65535",
                "[::1]:80",
                "[::]:9",
                "[2001:db8::1:0:0:1]:443",
                "[1:2:3:4:5:6:7:8]:1",
                "[1:0:3:4:5:6:7:8]:1",
                "[fe80::1%7]:22",
                "[::ffff:102:304]:5",
                "unix:/tmp/a socket",
                "unix:@abstract",
                "unix:"
            })
    void isWrittenAsItIsRead(String text) {
        var address = SockAddr.parse(text);
        assertEquals(text, address.toString());
        assertEquals(address, SockAddr.parse(text));
        assertEquals(address.hashCode(), SockAddr.parse(text).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "80",
                "localhost:80",
                "1.2.3.4",
                "1.2.3.4:65536",
                "1.2.3.4:-1",
                "1.2.3:4",
                "[::1]",
                "[::1]:x",
                "::1:80",
                "[g::]:1"
            })
    void refusesWhatIsNoAddress(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> SockAddr.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:258, 2 0 1 2 7f 0 0 1 0 0 0 0 0 0 0 0",
        "[::1]:1, a 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0",
        "unix:/a, 1 0 2f 61 0",
        "unix:@a, 1 0 0 61"
    })
    void hasTheLayoutOfTheKernel(String text, String bytes) {
        var address = SockAddr.parse(text);
        var seen = new StringBuilder();
        for (byte b : address.memory().asSlice(0, address.length()).toArray(JAVA_BYTE)) {
            seen.append(seen.isEmpty() ? "" : " ").append(Integer.toHexString(b & 255));
        }
        assertEquals(bytes, seen.toString());
    }

    @Test
    void tellsItsParts() throws Exception {
        var v4 = SockAddr.of(InetAddress.ofLiteral("10.1.2.3"), 7);
        assertEquals(AF_INET, v4.family());
        assertEquals(0x0A010203, v4.inetAddress());
        assertEquals(7, v4.port());
        assertEquals("10.1.2.3", v4.host());
        assertEquals(InetAddress.ofLiteral("10.1.2.3"), v4.address());
        var v6 = SockAddr.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 9));
        assertEquals(AF_INET6, v6.family());
        assertEquals("::1", v6.host());
        assertEquals(InetAddress.ofLiteral("::1"), v6.address());
        var unix = SockAddr.ofAbstract("x");
        assertEquals(AF_UNIX, unix.family());
        assertEquals(-1, unix.port());
        assertNull(unix.address());
        assertArrayEquals(new byte[] {0, 'x'}, unix.unixName());
        assertEquals(AF_UNSPEC, new SockAddr().family());
        assertEquals("none", new SockAddr().toString());
    }

    @Test
    void isCopiedAndCleared() {
        var copy = new SockAddr();
        copy.copyFrom(SockAddr.loopback(5));
        assertEquals(SockAddr.loopback(5), copy);
        copy.port(6);
        assertNotEquals(SockAddr.loopback(5), copy);
        copy.clear();
        assertEquals(new SockAddr(), copy);
        assertEquals("0.0.0.0:3", SockAddr.any(3).toString());
    }

    @Test
    void unixNamesHaveAnEnd() {
        assertEquals(107, SockAddr.ofUnix("x".repeat(107)).unixName().length);
        assertThrows(IllegalArgumentException.class, () -> SockAddr.ofUnix("x".repeat(108)));
        assertEquals(108, SockAddr.ofAbstract("x".repeat(107)).unixName().length);
        assertThrows(IllegalArgumentException.class, () -> SockAddr.ofAbstract("x".repeat(108)));
    }

    @Test
    void namesMustResolve() {
        var unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
        var refusal = assertThrows(IllegalArgumentException.class, () -> SockAddr.of(unresolved));
        assertTrue(refusal.getMessage().startsWith("nowhere: "));
    }
}
