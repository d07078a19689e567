package io.epoll4j.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes a file of captured packets that Wireshark reads: pcapng (draft-ietf-opsawg-pcapng), one
/// section, little-endian, raw IP, times in nanoseconds. What it writes depends on what it is given
/// alone.
final class Pcapng {
    private static final int SECTION = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final short LINKTYPE_RAW = 101;
    private static final byte NANOSECONDS = 9;

    private static final int COMMENT = 1;
    private static final int SECTION_APPLICATION = 4;
    private static final int INTERFACE_NAME = 2;
    private static final int INTERFACE_DESCRIPTION = 3;
    private static final int INTERFACE_RESOLUTION = 9;
    private static final int PACKET_FLAGS = 2;

    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;

    private static final int LONGEST_OPTION = 65_532;

    private final OutputStream out;
    private ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

    Pcapng(OutputStream out) {
        this.out = out;
    }

    /// What comes first.
    void section(String comment) throws IOException {
        begin(SECTION);
        room(16).putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(COMMENT, comment);
        option(SECTION_APPLICATION, "epoll4j");
        end();
    }

    /// The next interface; they are numbered from 0.
    void addInterface(String name, String description) throws IOException {
        begin(INTERFACE);
        room(8).putShort(LINKTYPE_RAW).putShort((short) 0).putInt(0);
        option(INTERFACE_NAME, name);
        option(INTERFACE_DESCRIPTION, description);
        option(INTERFACE_RESOLUTION, new byte[] {NANOSECONDS});
        end();
    }

    /// @param inbound whether the interface received it; otherwise it sent it
    /// @param comment may be empty
    void packet(int number, long at, boolean inbound, ByteBuffer packet, String comment)
            throws IOException {
        begin(ENHANCED_PACKET);
        int length = packet.remaining();
        room(20).putInt(number).putInt((int) (at >>> 32)).putInt((int) at);
        block.putInt(length).putInt(length);
        room(length).put(packet);
        pad();
        if (!comment.isEmpty()) option(COMMENT, comment);
        option(PACKET_FLAGS, new byte[] {(byte) (inbound ? INBOUND : OUTBOUND), 0, 0, 0});
        end();
    }

    /// A type, the length of the block, which is not known yet.
    private void begin(int type) {
        block.clear().putInt(type).putInt(0);
    }

    private void option(int code, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length <= LONGEST_OPTION) option(code, bytes);
    }

    private void option(int code, byte[] value) {
        room(4 + value.length).putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    /// The end of the options, and the length once more.
    private void end() throws IOException {
        room(8).putInt(0).putInt(block.position() + Integer.BYTES);
        block.putInt(4, block.position());
        out.write(block.array(), 0, block.position());
    }

    private void pad() {
        while (block.position() % Integer.BYTES != 0) room(1).put((byte) 0);
    }

    private ByteBuffer room(int more) {
        if (block.remaining() < more) {
            int size = Math.max(2 * block.capacity(), block.position() + more);
            block = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(block.flip());
        }
        return block;
    }
}
