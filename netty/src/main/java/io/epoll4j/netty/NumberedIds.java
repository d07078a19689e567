package io.epoll4j.netty;

import io.netty.channel.ChannelId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Ids of channels in the order of their birth: `server#1`, `server#2`.
final class NumberedIds implements Supplier<ChannelId> {
    private final String owner;
    private final AtomicLong last = new AtomicLong();

    NumberedIds(String owner) {
        this.owner = owner;
    }

    @Override
    public ChannelId get() {
        return new NumberedId(owner, last.incrementAndGet());
    }

    private record NumberedId(String owner, long number) implements ChannelId {
        private static final long serialVersionUID = 1;

        @Override
        public String asShortText() {
            return owner + '#' + number;
        }

        @Override
        public String asLongText() {
            return asShortText();
        }

        @Override
        public int compareTo(ChannelId other) {
            if (!(other instanceof NumberedId that) || !owner.equals(that.owner)) {
                return asLongText().compareTo(other.asLongText());
            }
            return Long.compare(number, that.number);
        }

        @Override
        public String toString() {
            return asShortText();
        }
    }
}
