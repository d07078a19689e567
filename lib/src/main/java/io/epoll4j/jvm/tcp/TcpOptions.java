package io.epoll4j.jvm.tcp;

import static io.epoll4j.sys.SocketFlags.TCP_DEFER_ACCEPT;
import static io.epoll4j.sys.SocketFlags.TCP_LINGER2;
import static io.epoll4j.sys.SocketFlags.TCP_SYNCNT;
import static io.epoll4j.sys.SocketFlags.TCP_USER_TIMEOUT;

import io.epoll4j.jvm.net.OptionStore;

/// What the options of level IPPROTO_TCP of one socket have come to: `struct tcp_sock`. [TcpLevel]
/// sets and tells them. Any thread may use it.
final class TcpOptions {
    /// `TCP_CONGESTION`: the names that are there, the default first.
    static final String[] CONGESTION = {"cubic", "reno"};

    private static final int MAX_DEFERRED = 255;

    /// `TCP_FIN_TIMEOUT`
    private static final int FIN_SECONDS = 60;

    private static final int MAX_WAIT_SECONDS = 120;

    final OptionStore numbers = new OptionStore();

    /// The place in [#CONGESTION] of the one in use: since congestion is not looked for, it changes
    /// nothing.
    volatile int congestion;

    /// What an accepted socket takes over from its listener.
    void inherit(TcpOptions listener) {
        numbers.inherit(listener.numbers);
        congestion = listener.congestion;
    }

    /// `rskq_defer_accept`: TCP_DEFER_ACCEPT as a number of tries (`secs_to_retrans`), 0 without.
    int deferredTries() {
        int seconds = numbers.get(TCP_DEFER_ACCEPT, 0);
        int tries = 0;
        int wait = 1;
        for (int passed = 0; passed < seconds && tries < MAX_DEFERRED; tries++) {
            passed += wait;
            wait = Math.min(2 * wait, MAX_WAIT_SECONDS);
        }
        return tries;
    }

    /// `tcp_fin_time`: TCP_LINGER2 in seconds, negative for not at all.
    int orphanSeconds() {
        int seconds = numbers.get(TCP_LINGER2, 0);
        return seconds == 0 ? FIN_SECONDS : seconds;
    }

    /// TCP_USER_TIMEOUT in milliseconds, 0 for none.
    int userTimeout() {
        return numbers.get(TCP_USER_TIMEOUT, 0);
    }

    /// TCP_SYNCNT, or `otherwise` if it was not set.
    int synRetries(int otherwise) {
        return numbers.get(TCP_SYNCNT, otherwise);
    }
}
