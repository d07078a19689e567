package io.epoll4j.inspect.model;

import java.util.StringJoiner;

/// The bits of an epoll mask, which are those of poll(2) and a few more: uapi/linux/eventpoll.h.
public final class EpollMask {
    /// There is something to read.
    public static final int IN = 0x1;

    /// Urgent data.
    public static final int PRI = 0x2;

    /// There is room to write.
    public static final int OUT = 0x4;

    /// An error; reported whether one wants it or not.
    public static final int ERR = 0x8;

    /// Hung up; reported whether one wants it or not.
    public static final int HUP = 0x10;

    /// The peer writes no more.
    public static final int RDHUP = 0x2000;

    /// Wakes one of several epolls.
    public static final int EXCLUSIVE = 1 << 28;

    /// Keeps the system awake.
    public static final int WAKEUP = 1 << 29;

    /// Disarmed by the first event.
    public static final int ONESHOT = 1 << 30;

    /// Told of once for each change.
    public static final int ET = 1 << 31;

    /// EP_PRIVATE_BITS of fs/eventpoll.c: what is left of a mask whose ONESHOT was used up.
    public static final int PRIVATE = EXCLUSIVE | WAKEUP | ONESHOT | ET;

    private static final String[] NAMES = {
        "IN",
        "PRI",
        "OUT",
        "ERR",
        "HUP",
        "",
        "RDNORM",
        "RDBAND",
        "WRNORM",
        "WRBAND",
        "MSG",
        "",
        "",
        "RDHUP",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "EXCLUSIVE",
        "WAKEUP",
        "ONESHOT",
        "ET"
    };

    private EpollMask() {}

    /// The names of the bits, `IN RDHUP ET`. ERR and HUP are left out, as every mask has them; `-`
    /// is a mask of nothing else.
    public static String text(int mask) {
        return names(mask & ~(ERR | HUP));
    }

    /// The names of all bits, as poll(2) answers them.
    public static String names(int mask) {
        var names = new StringJoiner(" ");
        names.setEmptyValue("-");
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((mask & (1 << bit)) == 0) continue;
            names.add(NAMES[bit].isEmpty() ? "0x" + Integer.toHexString(1 << bit) : NAMES[bit]);
        }
        return names.toString();
    }
}
