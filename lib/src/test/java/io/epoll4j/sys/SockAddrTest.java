package io.epoll4j.sys;

import static io.epoll4j.sys.SocketFlags.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                "unix:@",
                "unix:@@twice",
                "unix:\\x40no abstract name",
                "unix:@a\\x00b\\x00",
                "unix:/back\\\\slash",
                "unix:/not text \\xff\\xc3",
                "unix:/line\\x0aend",
                "unix:/h\u00e4user/\ud83d\ude00",
                "unix:",
                "none"
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
                "[g::]:1",
                "unix:/a\\",
                "unix:/a\\n",
                "unix:/a\\x4",
                "unix:/a\\xg0"
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
        var longest = SockAddr.ofUnix("x".repeat(108));
        assertEquals(108, longest.unixName().length);
        assertEquals(110, longest.length(), "sizeof(struct sockaddr_un)");
        assertThrows(IllegalArgumentException.class, () -> SockAddr.ofUnix("x".repeat(109)));
        assertEquals(108, SockAddr.ofAbstract("x".repeat(107)).unixName().length);
        assertThrows(IllegalArgumentException.class, () -> SockAddr.ofAbstract("x".repeat(108)));
    }

    /// Every name there can be has a text, and the text is only its own.
    @Test
    void anyNameIsReadAsItIsWritten() {
        var random = new Random(7);
        var texts = new HashMap<String, byte[]>();
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[random.nextInt(1, 109)];
            random.nextBytes(name);
            if (i % 2 == 0) for (int at = 0; at < name.length; at++) name[at] = byteOf(random);
            boolean isAbstract = random.nextBoolean();
            if (isAbstract) name[0] = 0;
            for (int at = 0; !isAbstract && at < name.length; at++) if (name[at] == 0) name[at]++;
            var address = new SockAddr();
            address.setUnixName(name);
            var text = address.toString();
            assertEquals(address, SockAddr.parse(text), text);
            assertArrayEquals(name, SockAddr.parse(text).unixName(), text);
            assertTrue(text.codePoints().noneMatch(Character::isISOControl), text);
            var other = texts.put(text, name);
            if (other != null) assertArrayEquals(name, other, text);
        }
    }

    /// Mostly what texts are made of, among it what has a meaning in them.
    private static byte byteOf(Random random) {
        return (byte) "@\\x40/.a\u00e9\0".charAt(random.nextInt(10));
    }

    @Test
    void aPathHasNoNulInIt() {
        for (var path : new String[] {"/tmp/a\0b", "/tmp/a\0", "\0a", "\0"})
            assertThrows(IllegalArgumentException.class, () -> SockAddr.ofUnix(path), path);
        assertThrows(
                IllegalArgumentException.class,
                () -> new SockAddr().setUnixName(new byte[] {'a', 0, 'b'}));
    }

    /// What the kernel answers, with a closing zero or without the room for one, is what was bound.
    @ParameterizedTest
    @ValueSource(ints = {1, 90, 107, 108})
    void aBoundPathIsReadAsItIsWritten(int length, @TempDir Path directory) throws IOException {
        var linux = Kernel.linux();
        var link =
                Files.createSymbolicLink(
                        Path.of("/tmp/e" + ProcessHandle.current().pid()), directory);
        try (var fds = new Fds(linux)) {
            var prefix = link + "/";
            var name = prefix + "x".repeat(Math.max(1, length - prefix.length()));
            var address = SockAddr.ofUnix(name);
            int fd = fds.socket(AF_UNIX, SOCK_STREAM);
            assertEquals(0, linux.bind(fd, address));
            var bound = new SockAddr();
            assertEquals(0, linux.getsockname(fd, bound));
            assertEquals(address, bound);
            assertEquals(address.hashCode(), bound.hashCode());
            assertEquals(bound, SockAddr.parse(bound.toString()));
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void namesMustResolve() {
        var unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
        var refusal = assertThrows(IllegalArgumentException.class, () -> SockAddr.of(unresolved));
        assertTrue(refusal.getMessage().startsWith("nowhere: "));
    }
}
