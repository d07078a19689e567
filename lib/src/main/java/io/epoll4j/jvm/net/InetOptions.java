package io.epoll4j.jvm.net;

/// What the options of levels IPPROTO_IP and IPPROTO_IPV6 of one socket have come to: `struct
/// inet_sock`, `struct ipv6_pinfo`. An IPv6 socket has both. [IpLevel] and [Ip6Level] set and tell
/// them. Any thread may use it.
final class InetOptions {
    /// `sk_ipv6only`
    volatile boolean v6Only;

    final OptionStore v4 = new OptionStore();
    final OptionStore v6 = new OptionStore();

    /// What an accepted socket has of its listener.
    void inherit(InetOptions listener) {
        v6Only = listener.v6Only;
        v4.inherit(listener.v4);
        v6.inherit(listener.v6);
    }
}
