package io.epoll4j.inspect.proc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// The items of an epoll as its fdinfo lists them (ep_show_fdinfo in fs/eventpoll.c):
///
/// ```
/// tfd:        7 events: 40000019 data:                7  pos:0 ino:9f5983 sdev:f
/// ```
final class EpollItems {
    /// One line of it.
    ///
    /// @param fd number when it was added
    /// @param device number of the filesystem that the inode belongs to
    /// @param order how many items of the same number come before it: a number may be in an epoll
    ///   several times, for different files
    record Item(int fd, int mask, long data, long inode, long device, int order) {}

    private EpollItems() {}

    static List<Item> parse(String fdinfo) {
        var items = new ArrayList<Item>();
        var seen = new HashMap<Integer, Integer>();
        fdinfo.lines()
                .filter(line -> line.startsWith("tfd:"))
                .forEach(line -> {
                    int fd = Integer.parseInt(field(line, "tfd:"));
                    items.add(
                            new Item(
                                    fd,
                                    Integer.parseUnsignedInt(field(line, "events:"), 16),
                                    Long.parseUnsignedLong(field(line, "data:"), 16),
                                    Long.parseUnsignedLong(field(line, "ino:"), 16),
                                    Long.parseUnsignedLong(field(line, "sdev:"), 16),
                                    seen.merge(fd, 1, Integer::sum) - 1));
                });
        return items;
    }

    private static String field(String line, String name) {
        int at = line.indexOf(name);
        if (at < 0) return "0";
        at += name.length();
        while (at < line.length() && line.charAt(at) == ' ') at++;
        int end = at;
        while (end < line.length() && line.charAt(end) != ' ') end++;
        return line.substring(at, end);
    }
}
