package io.epoll4j.jvm.net;

/// What a message costs its sender, in bytes: `skb->truesize` of Linux on x86-64.
///
/// The header of the buffer comes out of a slab of a power of two and shares it with 320 bytes of
/// bookkeeping; `struct sk_buff` itself counts 256; what does not fit is in whole pages
/// (`alloc_skb_with_frags`, net/core/skbuff.c).
public final class Truesize {
    static final int PAGE = 4096;

    /// `SKB_MAX_HEAD(0)`: the most that fits beside the bookkeeping in one page.
    static final int MAX_HEAD = PAGE - 320;

    /// `SKB_MAX_ALLOC`: the most that a datagram keeps outside of pages.
    static final int MAX_ALLOC = 4 * PAGE - 320;

    /// `UNIX_SKB_FRAGS_SZ`: what one piece of a unix stream may keep in pages.
    static final int STREAM_PAGES = 8 * PAGE;

    /// The most that one piece of a unix stream carries.
    public static final int STREAM_CHUNK = MAX_HEAD + STREAM_PAGES;

    private static final int UDP_HEADERS = 59;
    private static final int UDP_SMALLEST = 832;
    private static final int MAX_DATAGRAM_PAGES = 17 * PAGE;

    private Truesize() {}

    /// A piece of a unix stream, at most [#STREAM_CHUNK] bytes.
    public static int ofStream(int size) {
        int paged = Math.min(size, pageAlign(Math.max(0, size - MAX_HEAD)));
        return of(size - paged, paged);
    }

    /// A unix datagram.
    public static int ofDatagram(int size) {
        int paged =
                size <= MAX_ALLOC ? 0 : pageAlign(Math.min(size - MAX_ALLOC, MAX_DATAGRAM_PAGES));
        return of(size - paged, paged);
    }

    /// A UDP datagram over loopback (`__ip_append_data`, net/ipv4/ip_output.c): its header comes
    /// out of a slab of its own.
    public static int ofUdp(int size) {
        int header = size + UDP_HEADERS;
        if (header <= 256) {
            return UDP_SMALLEST;
        }
        return header <= MAX_ALLOC ? of(header, 0) : UDP_SMALLEST + pageAlign(size);
    }

    /// `header` bytes in a slab, `paged` bytes in pages.
    public static int of(int header, int paged) {
        int slab = Integer.highestOneBit(Math.max(512, align(header, 64) + 320) - 1) << 1;
        return slab + 256 + pageAlign(paged);
    }

    private static int pageAlign(int size) {
        return align(size, PAGE);
    }

    private static int align(int size, int to) {
        return size + to - 1 & -to;
    }
}
