// Connections accepted and closed: connect, one message, its echo, close; some are always on their way.
#include "load.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

static char message[64 * 1024];

// Each comes from an address of its own in 127/8: ports left in TIME_WAIT are never in the way.
static int start(uint32_t number) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010000u + number % 0xfd0000u)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0) die("socket");
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) die("connect");
    if (send(fd, message, options.size, MSG_NOSIGNAL) != options.size) die("send");
    return fd;
}

static void finish(int fd) {
    if (recv(fd, message, options.size, MSG_WAITALL) != options.size) die("waiting for an echo");
    close(fd);
}

void accept_loop(void) {
    uint32_t number = (uint32_t)getpid() * 7919u;
    int *fds = calloc(options.connections, sizeof *fds), measured = 0;
    uint64_t *at = calloc(options.connections, sizeof *at);
    if (!fds || !at) die("calloc");
    uint64_t t = now(), warm = t + options.warm_ms * 1000000ull, until = warm + options.time_ms * 1000000ull;
    for (int i = 0; i < options.connections; i++) fds[i] = start(number++), at[i] = now();
    for (int i = 0; t < until; i = (i + 1) % options.connections) {
        finish(fds[i]);
        t = now();
        record(t - at[i]);
        result.messages++;
        fds[i] = start(number++);
        at[i] = t;
        if (!measured && t >= warm) {
            measured = 1;
            begin();
        }
    }
    end();
    for (int i = 0; i < options.connections; i++) finish(fds[i]);
}
