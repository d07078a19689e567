/// UDP (net/ipv4/udp.c).
package io.epoll4j.jvm.udp;
