package io.epoll4j.loop;

import java.nio.ByteBuffer;

/// See [Framing#lengths].
final class Lengths extends Framing {
    private final int prefix;
    private final int longest;
    private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);

    Lengths(int prefix, int longest) {
        this.prefix = prefix;
        this.longest = longest;
    }

    @Override
    protected int find(Peer peer, ByteBuffer bytes, int seen) {
        if (bytes.remaining() < prefix) return -1;
        long length = 0;
        for (int i = 0; i < prefix; i++)
            length = length << Byte.SIZE | Byte.toUnsignedInt(bytes.get(bytes.position() + i));
        if (length > longest) {
            refuse(peer, "a message of " + length + " bytes; at most " + longest + " are taken");
            return -1;
        }
        return bytes.remaining() - prefix < length ? -1 : prefix + (int) length;
    }

    @Override
    protected void strip(ByteBuffer message) {
        message.position(message.position() + prefix);
    }

    @Override
    protected boolean write(Peer peer, ByteBuffer message) {
        int length = message.remaining();
        if (prefix < Integer.BYTES && length >>> (prefix * Byte.SIZE) != 0)
            throw new IllegalArgumentException(
                    length + " bytes: their number does not fit into " + prefix + " bytes");
        super.write(peer, header.putInt(0, length).position(Integer.BYTES - prefix));
        return super.write(peer, message);
    }
}
