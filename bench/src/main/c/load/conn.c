#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

// Byte i of a connection's stream is i % PERIOD, so that an echo can be checked wherever it is cut.
enum { PERIOD = 251, CHUNK = 1024 * 1024 };

static unsigned char payload[CHUNK + PERIOD], heard[CHUNK];

static void exchange(int fd) {
    char byte = 0;
    if (send(fd, &byte, 1, MSG_NOSIGNAL) != 1 || recv(fd, &byte, 1, 0) != 1) die("first exchange");
}

void connect_all(struct conn *conns, int epoll) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    for (size_t i = 0; i < sizeof payload; i++) payload[i] = i % PERIOD;
    for (int i = 0; i < options.connections; i++) {
        struct conn *c = &conns[i];
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
        c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (c->fd < 0) die("socket");
        if (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0) die("connect");
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        // An answer now and then shows that the server keeps up with accepting: the backlog never fills.
        if (i % 64 == 63 || i + 1 == options.connections) exchange(c->fd);
        if (epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) < 0) die("epoll_ctl");
    }
}

// Resets the connections, so that no port is left waiting.
void close_all(struct conn *conns) {
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    for (int i = 0; i < options.connections; i++) {
        setsockopt(conns[i].fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(conns[i].fd);
    }
}

void send_more(struct conn *c, size_t bytes) {
    c->unsent += bytes;
    while (c->unsent) {
        size_t part = c->unsent < CHUNK ? c->unsent : CHUNK;
        ssize_t n = send(c->fd, payload + c->sent % PERIOD, part, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) die("send");
        c->sent += n;
        c->unsent -= n;
        if ((size_t)n < part) return;
    }
}

// Answers how many bytes came. They are dropped inside the kernel (MSG_TRUNC), or compared with what was sent.
size_t receive(struct conn *c, int last) {
    size_t all = 0;
    for (;;) {
        ssize_t n = recv(c->fd, heard, CHUNK, MSG_DONTWAIT | (options.verify ? 0 : MSG_TRUNC));
        if (n < 0 && errno == EAGAIN) return all;
        if (n <= 0) {
            fprintf(stderr, "load: the server closed a connection%s%s\n", n < 0 ? ": " : "", n < 0 ? strerror(errno) : "");
            exit(1);
        }
        if (options.verify && memcmp(heard, payload + c->got % PERIOD, n)) {
            fprintf(stderr, "load: the echo differs near byte %llu\n", (unsigned long long)c->got);
            exit(1);
        }
        c->got += n;
        all += n;
        if (n < CHUNK && !last) return all;
    }
}
