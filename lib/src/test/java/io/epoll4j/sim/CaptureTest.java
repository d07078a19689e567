package io.epoll4j.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Captures, byte by byte.
class CaptureTest {
    private static final int PACKET_BLOCK = 6;
    private static final int INTERFACE_BLOCK = 1;

    @TempDir private Path folder;

    private record Block(int type, ByteBuffer body) {}

    /// The blocks of a capture; each must say its length before and after itself.
    private static List<Block> blocks(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<Block> blocks = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int from = bytes.position();
            int type = bytes.getInt();
            int length = bytes.getInt();
            assertEquals(0, length % 4);
            assertEquals(length, bytes.getInt(from + length - 4));
            blocks.add(
                    new Block(
                            type,
                            bytes.slice(from + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN)));
            bytes.position(from + length);
        }
        return blocks;
    }

    /// The packets that are captured, as they are on the wire.
    private static List<ByteBuffer> packets(byte[] file) {
        return blocks(file).stream()
                .filter(block -> block.type() == PACKET_BLOCK)
                .map(block -> block.body().slice(20, block.body().getInt(12)))
                .toList();
    }

    private byte[] captured() throws IOException {
        Path file = folder.resolve("it.pcapng");
        TracesTest.talk().writePcapng(file);
        return Files.readAllBytes(file);
    }

    @Test
    void aBlockIsAsTheFormatHasIt() throws IOException {
        var out = new ByteArrayOutputStream();
        var file = new Pcapng(out);
        file.section("s");
        file.addInterface("if", "d");
        file.packet(0, 0x1_0000_0002L, true, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), "lost");
        assertEquals(
                "0a0d0d0a 34000000 4d3c2b1a 01000000 ffffffff ffffffff 01000100 73000000 04000700"
                        + " 65706f6c 6c346a00 00000000 34000000 01000000 30000000 65000000 00000000"
                        + " 02000200 69660000 03000100 64000000 09000100 09000000 00000000 30000000"
                        + " 06000000 3c000000 00000000 01000000 02000000 05000000 05000000 01020304"
                        + " 05000000 01000400 6c6f7374 02000400 01000000 00000000 3c000000",
                HexFormat.of().formatHex(out.toByteArray()).replaceAll("(.{8})(?!$)", "$1 "));
    }

    @Test
    void everyMachineIsAnInterface() throws IOException {
        List<String> names =
                blocks(captured()).stream()
                        .filter(block -> block.type() == INTERFACE_BLOCK)
                        .map(block -> option(block.body(), 8, 2))
                        .toList();
        assertEquals(List.of("server", "client", "network"), names);
    }

    /// The text of an option.
    private static String option(ByteBuffer body, int from, int wanted) {
        for (int at = from; ; ) {
            int code = body.getShort(at);
            int length = body.getShort(at + 2);
            if (code == 0) return "";
            if (code == wanted)
                return StandardCharsets.UTF_8.decode(body.slice(at + 4, length)).toString();
            at += 4 + (length + 3) / 4 * 4;
        }
    }

    @Test
    void whatIsLostIsThereOnceAndSaysSo() throws IOException {
        List<String> comments =
                blocks(captured()).stream()
                        .filter(block -> block.type() == PACKET_BLOCK)
                        .map(CaptureTest::comment)
                        .filter(comment -> !comment.isEmpty())
                        .toList();
        assertEquals(List.of("lost: a rule"), comments);
        Path client = folder.resolve("client.pcapng");
        Path server = folder.resolve("server.pcapng");
        Trace trace = TracesTest.talk();
        trace.writePcapng(client, "client");
        trace.writePcapng(server, "server");
        assertEquals(
                packets(Files.readAllBytes(client)).size() - 1,
                packets(Files.readAllBytes(server)).size());
        assertThrows(IllegalArgumentException.class, () -> trace.writePcapng(client, "nobody"));
    }

    private static String comment(Block block) {
        return option(block.body(), 20 + (block.body().getInt(12) + 3) / 4 * 4, 1);
    }

    @Test
    void timesAreThoseOfTheWorld() throws IOException {
        var first =
                blocks(captured()).stream()
                        .filter(block -> block.type() == PACKET_BLOCK)
                        .map(Block::body)
                        .map(body -> (long) body.getInt(4) << 32 | body.getInt(8) & 0xFFFF_FFFFL)
                        .limit(5)
                        .toList();
        // SYN, SYN ACK, ACK, what is lost, and the same once the RTO of 240 ms is over
        assertEquals(List.of(0L, 20_000_000L, 40_000_000L, 40_000_000L, 280_000_000L), first);
    }

    @Test
    void aSynIsAsOnTheWire() throws IOException {
        ByteBuffer syn = packets(captured()).getFirst();
        assertEquals("4500003000004000400626c60a0000020a000001", hex(syn, 0, 20));
        assertEquals("80000007", hex(syn, 20, 4));
        assertEquals("7002ffff", hex(syn, 32, 4)); // 28 bytes, SYN, the largest window
        assertEquals("020405b4" + "0103030a", hex(syn, 40, 8)); // MSS 1460, scale 10
    }

    private static String hex(ByteBuffer bytes, int from, int length) {
        byte[] some = new byte[length];
        bytes.get(from, some);
        return HexFormat.of().formatHex(some);
    }

    /// By another way than the one they were made: the sum over everything is all ones.
    @Test
    void checksumsAreRight() throws IOException {
        for (ByteBuffer packet : packets(captured())) {
            assertEquals(0xFFFF, sum(packet.slice(0, 20)));
            ByteBuffer above = ByteBuffer.allocate(12 + packet.limit() - 20);
            above.put(packet.slice(12, 8)).putShort((short) packet.get(9));
            above.putShort((short) (packet.limit() - 20))
                    .put(packet.slice(20, packet.limit() - 20));
            assertEquals(0xFFFF, sum(above.flip()));
        }
    }

    private static int sum(ByteBuffer bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.limit(); i++) {
            sum += (bytes.get(i) & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return sum;
    }

    @Test
    void theSameWorldIsTheSameFile() throws IOException {
        assertEquals(HexFormat.of().formatHex(captured()), HexFormat.of().formatHex(captured()));
    }
}
