/// What all sockets have in common: buffers, options, addresses, ports, the way to the network
/// (net/core, net/ipv4/af_inet.c).
package io.epoll4j.jvm.net;
