package io.epoll4j.conformance.cases;

import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Errno;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Kernel words for people: masks as `IN|HUP`, answers as `-EBADF`.
final class Names {
    private static final Map<String, Integer> BITS = new LinkedHashMap<>();

    static {
        BITS.put("IN", EpollFlags.EPOLLIN);
        BITS.put("PRI", EpollFlags.EPOLLPRI);
        BITS.put("OUT", EpollFlags.EPOLLOUT);
        BITS.put("ERR", EpollFlags.EPOLLERR);
        BITS.put("HUP", EpollFlags.EPOLLHUP);
        BITS.put("NVAL", 0x20);
        BITS.put("RDNORM", EpollFlags.EPOLLRDNORM);
        BITS.put("RDBAND", EpollFlags.EPOLLRDBAND);
        BITS.put("WRNORM", EpollFlags.EPOLLWRNORM);
        BITS.put("WRBAND", EpollFlags.EPOLLWRBAND);
        BITS.put("MSG", EpollFlags.EPOLLMSG);
        BITS.put("RDHUP", EpollFlags.EPOLLRDHUP);
        BITS.put("EXCLUSIVE", EpollFlags.EPOLLEXCLUSIVE);
        BITS.put("WAKEUP", EpollFlags.EPOLLWAKEUP);
        BITS.put("ONESHOT", EpollFlags.EPOLLONESHOT);
        BITS.put("ET", EpollFlags.EPOLLET);
    }

    private Names() {}

    static String mask(int mask) {
        var words = new ArrayList<String>();
        int rest = mask;
        for (var bit : BITS.entrySet()) {
            if ((mask & bit.getValue()) == 0) continue;
            words.add(bit.getKey());
            rest &= ~bit.getValue();
        }
        if (rest != 0) words.add("0x" + Integer.toHexString(rest));
        return words.isEmpty() ? "0" : String.join("|", words);
    }

    static String answer(long answer) {
        return answer < 0 && answer > -4096
                ? "-" + Errno.name((int) -answer)
                : Long.toString(answer);
    }

    static String op(int op) {
        return switch (op) {
            case EpollFlags.EPOLL_CTL_ADD -> "ADD";
            case EpollFlags.EPOLL_CTL_MOD -> "MOD";
            case EpollFlags.EPOLL_CTL_DEL -> "DEL";
            default -> "op " + op;
        };
    }
}
