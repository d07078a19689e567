package io.epoll4j.jvm.net;

/// `sk_state` (include/net/tcp_states.h).
public enum SocketState {
    CLOSE,
    LISTEN,
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT1,
    FIN_WAIT2,
    CLOSING,
    TIME_WAIT,
    CLOSE_WAIT,
    LAST_ACK
}
