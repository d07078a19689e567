package io.epoll4j.loop;

import java.nio.ByteBuffer;

/// See [Framing#lines].
final class Lines extends Framing {
    private final int longest;
    private final ByteBuffer newline = ByteBuffer.wrap(new byte[] {'\n'});

    Lines(int longest) {
        this.longest = longest;
    }

    @Override
    protected int find(Peer peer, ByteBuffer bytes, int seen) {
        int start = bytes.position();
        int at = start + seen;
        while (at < bytes.limit() && bytes.get(at) != '\n') at++;
        if (textEnd(bytes, start, at) - start > longest) {
            refuse(peer, "a line of more than " + longest + " bytes");
            return -1;
        }
        return at < bytes.limit() ? at + 1 - start : -1;
    }

    @Override
    protected void strip(ByteBuffer line) {
        line.limit(textEnd(line, line.position(), line.limit() - 1));
    }

    private static int textEnd(ByteBuffer bytes, int start, int end) {
        return end > start && bytes.get(end - 1) == '\r' ? end - 1 : end;
    }

    /// The last line.
    @Override
    protected void cutOff(Peer peer, ByteBuffer rest) {
        passOn(peer, rest);
    }

    @Override
    protected boolean write(Peer peer, ByteBuffer line) {
        super.write(peer, line);
        return super.write(peer, newline.rewind());
    }
}
