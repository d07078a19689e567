"""Watches COUNT descriptors of a KIND and sleeps."""
import os
import resource
import select
import socket
import sys

kind, count = sys.argv[1], int(sys.argv[2])
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
kept = []
epoll = select.epoll()
for _ in range(count // 2):
    if kind == "unix":
        pair = socket.socketpair()
        kept.append(pair)
        fds = [one.fileno() for one in pair]
    else:
        fds = [os.eventfd(0), os.eventfd(0)]
    for fd in fds:
        epoll.register(fd, select.EPOLLIN)
print("ready", epoll.fileno(), flush=True)
epoll.poll()
