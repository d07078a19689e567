package io.epoll4j.conformance.fuzz;

/// What a generator believes a slot to hold. It may be wrong, and then the program asks a kernel
/// for something odd.
@SuppressWarnings("EnumOrdinal") // for sets as bits
enum Kind {
    NONE,
    EPOLL,
    PIPE_READER,
    PIPE_WRITER,
    EVENTFD,
    TIMER,
    STREAM,
    DATAGRAM,
    LISTENER,
    UNIX_SOCKET,
    TCP_LISTENER,
    TCP_SOCKET;

    /// Whether it belongs to a set.
    boolean in(int set) {
        return ((set >> ordinal()) & 1) != 0;
    }

    /// The set of these kinds.
    static int set(Kind... kinds) {
        int set = 0;
        for (Kind kind : kinds) {
            set |= 1 << kind.ordinal();
        }
        return set;
    }

    /// Every kind there is but none.
    static final int ANY = (1 << values().length) - 2;

    /// What can be watched without being an epoll.
    static final int SOURCES = ANY & ~set(EPOLL);

    static final int SOCKETS =
            set(STREAM, DATAGRAM, LISTENER, UNIX_SOCKET, TCP_LISTENER, TCP_SOCKET);

    static final int UNIX_SOCKETS = set(STREAM, DATAGRAM, LISTENER, UNIX_SOCKET);

    static final int LISTENERS = set(LISTENER, TCP_LISTENER);

    static final int READABLE = SOURCES & ~LISTENERS & ~set(PIPE_WRITER);

    static final int WRITABLE = SOURCES & ~LISTENERS & ~set(PIPE_READER, TIMER);
}
