// The load generator: one thread, one epoll, no work but what the load needs.
#pragma once
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/types.h>

enum { MAX_FLIGHT = 16 };

struct options {
    const char *mode;
    int port, connections, flight, size, pid, sample, verify;
    double rate; // open loop: messages a second over all connections
    int warm_ms, time_ms;
};

struct conn {
    int fd;
    size_t unsent;               // bytes that wait for room in the socket
    uint64_t sent, got;          // bytes since the connection stands
    uint64_t started[MAX_FLIGHT]; // closed loop: when each message in flight was sent
    uint64_t begun, ended;       // messages
};

// The server's processor time so far, in nanoseconds: exact in all, user and system by the kernel's ticks.
struct clocks {
    uint64_t at, all, user_ticks, all_ticks, own;
};

struct result {
    uint64_t messages;
    struct clocks from, to;
    uint64_t user_samples, kernel_samples, lost_samples, unanswered;
};

extern struct options options;
extern struct result result;

uint64_t now(void);
void die(const char *what);

// connections
void connect_all(struct conn *conns, int epoll);
void close_all(struct conn *conns);
void send_more(struct conn *c, size_t bytes);
size_t receive(struct conn *c, int last);

// recording: relative error below 1 %
void record(uint64_t nanos);
void forget(void);
double percentile(double p);

// what is measured lies between these two; the second waits until the bench has asked the server
void begin(void);
void end(void);
void sample_open(void);
void sample_start(void);
void sample_stop(void);

void closed_loop(void);
void open_loop(void);
void accept_loop(void);
void idle(void);
