// Idle connections: each has had one message echoed; then nothing, until the bench has weighed the server.
#include "load.h"
#include <stdlib.h>
#include <sys/socket.h>

void idle(void) {
    struct conn *conns = calloc(options.connections, sizeof *conns);
    char *message = calloc(1, options.size);
    if (!conns || !message) die("calloc");
    connect_all(conns, -1);
    for (int i = 0; i < options.connections; i++) {
        if (send(conns[i].fd, message, options.size, MSG_NOSIGNAL) != options.size) die("send");
        if (recv(conns[i].fd, message, options.size, MSG_WAITALL) != options.size) die("waiting for an echo");
    }
    begin();
    end();
    close_all(conns);
}
