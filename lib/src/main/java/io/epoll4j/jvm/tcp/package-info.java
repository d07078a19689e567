/// TCP, over the loopback and between kernels (net/ipv4/tcp*.c).
package io.epoll4j.jvm.tcp;
