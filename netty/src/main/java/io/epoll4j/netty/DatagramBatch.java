package io.epoll4j.netty;

import io.epoll4j.sys.MessageBatch;
import io.epoll4j.sys.SockAddr;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// The datagrams of one sendmmsg or recvmmsg.
final class DatagramBatch implements ChannelOutboundBuffer.MessageProcessor {
    /// How many go in one call.
    static final int CAPACITY = 64;

    private @Nullable MessageBatch messages;
    private int count;
    private int limit;
    private int family;

    /// Made when first needed: most loops have no datagrams.
    private MessageBatch messages() {
        if (messages == null) messages = new MessageBatch(CAPACITY, 1, true);
        return messages;
    }

    /// What a kernel is given.
    MessageBatch forKernel() {
        return messages();
    }

    /// Begins to collect at most `limit` datagrams to send, by a socket of `family`.
    DatagramBatch start(int limit, int family) {
        this.limit = Math.min(limit, CAPACITY);
        this.family = family;
        count = 0;
        return this;
    }

    @Override
    public boolean processMessage(Object message) {
        if (count == limit) return false;
        var content = Datagrams.content(message);
        set(count, content, content.readerIndex(), content.readableBytes());
        var recipient = Datagrams.recipient(message);
        if (recipient == null) address(count).clear();
        else Addresses.write(recipient, family, address(count));
        count++;
        return true;
    }

    /// Divides the writable bytes of `buffer` among as many datagrams of `size` bytes as fit.
    int share(ByteBuf buffer, int size) {
        int shares = Math.min(buffer.writableBytes() / size, CAPACITY);
        for (int i = 0; i < shares; i++) set(i, buffer, buffer.writerIndex() + i * size, size);
        return shares;
    }

    private void set(int index, ByteBuf buffer, int at, int length) {
        var segment = Memory.segment(buffer, at, length);
        messages().message(index).vector().set(0, segment, Memory.offset(buffer, at), length);
    }

    int count() {
        return count;
    }

    /// How many bytes the message at `index` was received with.
    int length(int index) {
        return messages().length(index);
    }

    /// The other end of the message at `index`.
    @SuppressWarnings("NullAway") // the batch is one with addresses
    SockAddr address(int index) {
        return messages().message(index).address();
    }
}
