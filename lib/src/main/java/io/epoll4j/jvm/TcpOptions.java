package io.epoll4j.jvm;

/// What the options of level IPPROTO_TCP of one socket have come to: `struct tcp_sock`. [TcpLevel]
/// sets and tells them. Any thread may use it.
final class TcpOptions {
    /// `TCP_CONGESTION`: the names that are there, the default first.
    static final String[] CONGESTION = {"cubic", "reno"};

    final OptionStore numbers = new OptionStore();

    /// The place in [#CONGESTION] of the one in use: since nothing is ever lost or late here, it
    /// changes nothing.
    volatile int congestion;

    /// What an accepted socket takes over from its listener.
    void inherit(TcpOptions listener) {
        numbers.inherit(listener.numbers);
        congestion = listener.congestion;
    }
}
