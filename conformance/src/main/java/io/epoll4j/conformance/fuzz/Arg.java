package io.epoll4j.conformance.fuzz;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What an argument of an operation means: how it is written, and which simpler values a shrinker
/// may try in its place.
@SuppressWarnings("ImmutableEnumChecker") // Words never change
enum Arg {
    /// The slot that a new descriptor goes into.
    NEW(null),
    /// A slot whose descriptor is used; -1 stands for the number -1.
    SLOT(null),
    /// A descriptor number, counted from the lowest a program can get.
    NUMBER(null),
    /// A plain number: a count, a length, a timeout.
    INT(null),
    /// Where in the source of bytes a write begins, so that what is read shows where it came from.
    TAG(null),
    /// The low half of the event's data; the high half is its complement.
    DATA(null),
    MASK(Vocabulary.EVENTS),
    POLL_MASK(Vocabulary.POLL),
    CREATE_FLAGS(Vocabulary.OPEN),
    EVENTFD_FLAGS(Vocabulary.EVENTFD),
    TIMER_FLAGS(Vocabulary.TIMER),
    CTL_OP(Vocabulary.CTL),
    CLOCK(Vocabulary.CLOCKS),
    TIME(Vocabulary.TIMES),
    COUNTER(Vocabulary.COUNTERS),
    DOMAIN(Vocabulary.DOMAINS),
    SOCKET_TYPE(Vocabulary.TYPES),
    MESSAGE_FLAGS(Vocabulary.MESSAGE),
    HOW(Vocabulary.HOW),
    OPTION(Vocabulary.OPTIONS),
    STATUS_FLAGS(Vocabulary.OPEN),
    REQUEST(Vocabulary.REQUESTS);

    private final @Nullable Words words;

    Arg(@Nullable Words words) {
        this.words = words;
    }

    String print(int value) {
        if (words != null) {
            return words.print(value);
        }
        return switch (this) {
            case NEW, SLOT -> value < 0 ? "-1" : "$" + value;
            default -> Integer.toString(value);
        };
    }

    int parse(String text) {
        if (words != null) {
            return words.parse(text);
        }
        return Words.number(text.startsWith("$") ? text.substring(1) : text);
    }

    /// Offers simpler values than `value`, simplest first.
    void simpler(int value, IntConsumer offer) {
        if (this == NEW) {
            return;
        }
        if (words == null) {
            simplerNumber(value, offer);
            return;
        }
        if (value == 0) {
            return;
        }
        offer.accept(0);
        for (int named : words.all()) {
            if (named == value) {
                break;
            }
            offer.accept(named);
        }
        for (int bit = 1; bit != 0; bit <<= 1) {
            if ((value & bit) != 0 && value != bit) {
                offer.accept(value & ~bit);
            }
        }
    }

    private static void simplerNumber(int value, IntConsumer offer) {
        int[] tries = {
            0, 1, value / 2, value - value / 8, Math.abs(value) < 32 ? value - 1 : value
        };
        for (int simpler : tries) {
            if (Math.abs((long) simpler) < Math.abs((long) value)) {
                offer.accept(simpler);
            }
        }
    }
}
