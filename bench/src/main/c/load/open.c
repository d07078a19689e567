// Open loop: message i is due at i / rate, whatever came back until then, and its latency counts from when it was
// due, not from when it could be sent. Connections take turns, so the k-th message of connection c is number
// c + k * connections: no list of what is in flight.
#include "load.h"
#include <stdlib.h>
#include <sys/epoll.h>

enum { EVENTS = 256, LATE_MS = 2000 };

static uint64_t epoch;
static int measuring;

static uint64_t due(uint64_t message) { return epoch + (uint64_t)((double)message * 1e9 / options.rate); }

static uint64_t next_of(struct conn *conns, struct conn *c) { return (c - conns) + c->ended * (uint64_t)options.connections; }

static void serve(struct conn *conns, struct conn *c, uint32_t events) {
    if (c->unsent) send_more(c, 0);
    if (!(events & ~EPOLLOUT) || !receive(c, events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) return;
    uint64_t at = now();
    for (; (c->ended + 1) * options.size <= c->got; c->ended++) {
        record(at - due(next_of(conns, c)));
        result.messages++;
    }
}

// One look at the sockets without waiting: this thread has its core for itself.
static void look(int epoll, struct epoll_event *events, struct conn *conns) {
    int n = epoll_wait(epoll, events, EVENTS, 0);
    for (int i = 0; i < n; i++) serve(conns, events[i].data.ptr, events[i].events);
}

void open_loop(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event *events = calloc(EVENTS, sizeof *events);
    struct conn *conns = calloc(options.connections, sizeof *conns);
    if (epoll < 0 || !events || !conns || options.rate <= 0) die("epoll");
    connect_all(conns, epoll);
    epoch = now();
    uint64_t t = epoch, warm = t + options.warm_ms * 1000000ull, until = warm + options.time_ms * 1000000ull, sent = 0;
    for (; t < until; t = now()) {
        for (int i = 0; i < EVENTS && due(sent) <= t && due(sent) < until; i++)
            send_more(&conns[sent++ % options.connections], options.size);
        look(epoll, events, conns);
        if (!measuring && t >= warm) {
            measuring = 1;
            begin();
        }
    }
    uint64_t late = t + LATE_MS * 1000000ull, back = 0;
    for (int i = 0; i < options.connections; i++) back += conns[i].ended;
    for (uint64_t before; back < sent && now() < late; back += result.messages - before) {
        before = result.messages;
        look(epoll, events, conns);
    }
    for (int i = 0; i < options.connections; i++) // what never came back counts with the time it has been waited for
        for (; next_of(conns, &conns[i]) < sent; conns[i].ended++, result.unanswered++) record(now() - due(next_of(conns, &conns[i])));
    end();
    close_all(conns);
}
