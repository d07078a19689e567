// The rival to beat: an echo server in C on edge-triggered epoll, one epoll and one listener (SO_REUSEPORT) per
// thread. A connection is registered once for reading and writing; reads stop at a short one; what the socket does
// not take is kept until it does, and nothing is read meanwhile.
//
//   echo PORT THREADS    prints "listening on 127.0.0.1:PORT"; ends when its standard input does
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, EVENTS = 1024 };

struct conn {
    int fd;
    char *left; // what the socket did not take, or null
    size_t from, to;
};

static void die(const char *what) {
    fprintf(stderr, "echo: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int listener(int *port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0) die("bind");
    if (listen(fd, 4096) < 0) die("listen");
    if (getsockname(fd, (struct sockaddr *)&at, &size) < 0) die("getsockname");
    *port = ntohs(at.sin_port);
    return fd;
}

static void drop(struct conn *c) {
    close(c->fd);
    free(c->left);
    free(c);
}

// Sends what was left over. 1: all gone; 0: the socket is full; -1: the peer is.
static int flush(struct conn *c) {
    while (c->from < c->to) {
        ssize_t n = send(c->fd, c->left + c->from, c->to - c->from, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN ? 0 : -1;
        c->from += n;
    }
    free(c->left);
    c->left = NULL;
    return 1;
}

// Echoes until there is no more to read or no more room to write. -1: close it.
static int serve(struct conn *c, uint32_t events, char *buffer) {
    if (c->left) {
        int done = flush(c);
        if (done <= 0) return done;
    } else if (!(events & ~EPOLLOUT)) {
        return 0;
    }
    int last = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR); // then read on until the end shows
    for (;;) {
        ssize_t n = recv(c->fd, buffer, BUFFER, 0);
        if (n < 0) return errno == EAGAIN ? 0 : -1;
        if (n == 0) return -1;
        ssize_t sent = send(c->fd, buffer, n, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return -1;
        if (sent < 0) sent = 0;
        if (sent < n) {
            c->left = malloc(n - sent);
            if (!c->left) return -1;
            memcpy(c->left, buffer + sent, n - sent);
            c->from = 0;
            c->to = n - sent;
            return 0;
        }
        if (n < BUFFER && !last) return 0;
    }
}

static void accept_all(int epoll, int listening) {
    int fd, on = 1;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct conn *c = calloc(1, sizeof *c);
        struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
        if (!c) die("calloc");
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) < 0) die("epoll_ctl");
    }
}

static void *run(void *argument) {
    int listening = (int)(long)argument, epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, *events = calloc(EVENTS, sizeof *events);
    char *buffer = malloc(BUFFER);
    if (epoll < 0 || !events || !buffer || epoll_ctl(epoll, EPOLL_CTL_ADD, listening, &e) < 0) die("epoll");
    for (;;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c) accept_all(epoll, listening);
            else if (serve(c, events[i].events, buffer) < 0) drop(c);
        }
    }
    return NULL;
}

int main(int count, char **arguments) {
    int port = count > 1 ? atoi(arguments[1]) : 0, threads = count > 2 ? atoi(arguments[2]) : 1;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    for (int i = 0; i < threads; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, run, (void *)(long)listener(&port))) die("pthread_create");
    }
    printf("listening on 127.0.0.1:%d\n", port);
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        puts("0"); // bytes allocated, bytes alive: there is no collector here
        fflush(stdout);
    }
    return 0;
}
