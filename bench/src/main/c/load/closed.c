// Closed loop: every connection has a fixed number of messages in flight and sends the next when one is answered.
#include "load.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { EVENTS = 1024, STALL_MS = 10000 };

static void start(struct conn *c, uint64_t at, int messages) {
    for (int i = 0; i < messages; i++) c->started[c->begun++ % MAX_FLIGHT] = at;
    send_more(c, (size_t)messages * options.size);
}

static void serve(struct conn *c, uint32_t events) {
    if (c->unsent) send_more(c, 0);
    if (!(events & ~EPOLLOUT)) return;
    if (!receive(c, events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return;
    uint64_t at = now();
    int done = 0;
    for (; (c->ended + 1) * options.size <= c->got; done++) record(at - c->started[c->ended++ % MAX_FLIGHT]);
    result.messages += done;
    if (done) start(c, at, done);
}

void closed_loop(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event *events = calloc(EVENTS, sizeof *events);
    struct conn *conns = calloc(options.connections, sizeof *conns);
    if (epoll < 0 || !events || !conns) die("epoll");
    connect_all(conns, epoll);
    uint64_t t = now(), warm = t + options.warm_ms * 1000000ull, until = warm + options.time_ms * 1000000ull;
    for (int i = 0; i < options.connections; i++) start(&conns[i], t, options.flight);
    int measured = 0;
    while (t < until) {
        int n = epoll_wait(epoll, events, EVENTS, STALL_MS);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = ETIMEDOUT;
        if (n <= 0) die("waiting for an echo");
        for (int i = 0; i < n; i++) serve(events[i].data.ptr, events[i].events);
        t = now();
        if (!measured && t >= warm) {
            measured = 1;
            begin();
        }
    }
    end();
    close_all(conns);
}
