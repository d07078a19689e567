"""Programs with one sickness each: sick.py NAME.

Each says which descriptors have it, as "sick EPOLL FD...", and then has it until it is killed.
"""
import ctypes
import os
import select
import signal
import socket
import sys
import threading
import time
from select import EPOLLET, EPOLLIN, EPOLLONESHOT, EPOLLOUT

libc = ctypes.CDLL(None, use_errno=True)
kept = []  # what must not be collected, and so closed


def tell(epoll, *fds):
    print("sick", epoll.fileno() if epoll else -1, *fds, flush=True)


def keep(thing):
    kept.append(thing)
    return thing


def listener(backlog=16):
    server = keep(socket.socket())
    server.bind(("127.0.0.1", 0))
    server.listen(backlog)
    return server


def connection():
    """A client and what the server got of it."""
    server = listener()
    client = keep(socket.create_connection(server.getsockname()))
    return client, keep(server.accept()[0])


def watch(fd, mask):
    epoll = keep(select.epoll())
    epoll.register(fd, mask)
    return epoll


def asleep(epoll):
    while True:
        epoll.poll()


def spin(epoll):
    while True:
        epoll.poll()


def missed_edge():
    client, server = connection()
    epoll = watch(server, EPOLLIN | EPOLLET)
    client.sendall(b"x" * 1000)
    epoll.poll()
    server.recv(100)  # once, and not until EAGAIN
    tell(epoll, server.fileno())
    asleep(epoll)


def missed_edge_tick():
    client, server = connection()
    epoll = watch(server, EPOLLIN | EPOLLET)
    client.sendall(b"x" * 1000)
    epoll.poll()
    server.recv(100)
    tell(epoll, server.fileno())
    while True:
        epoll.poll(0.2)


def missed_edge_pipe():
    reader, writer = os.pipe()
    epoll = watch(reader, EPOLLIN | EPOLLET)
    os.write(writer, b"x" * 100)
    epoll.poll()
    os.read(reader, 10)
    tell(epoll, reader)
    asleep(epoll)


def missed_accept():
    server = listener()
    epoll = watch(server, EPOLLIN | EPOLLET)
    for _ in range(3):
        keep(socket.create_connection(server.getsockname()))
    epoll.poll()
    keep(server.accept()[0])  # once, and not until EAGAIN
    tell(epoll, server.fileno())
    asleep(epoll)


def oneshot_disarmed():
    client, server = connection()
    epoll = watch(server, EPOLLIN | EPOLLONESHOT)
    client.sendall(b"one")
    epoll.poll()
    server.recv(100)  # and not armed again
    client.sendall(b"another")
    tell(epoll, server.fileno())
    asleep(epoll)


def hangup_spin():
    client, server = connection()
    epoll = watch(server, 0)
    client.close()
    server.shutdown(socket.SHUT_WR)
    tell(epoll, server.fileno())
    spin(epoll)


def hangup_spin_reset():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    tell(epoll, server.fileno())
    while True:
        epoll.poll()
        try:
            server.recv(10)
        except OSError:
            pass  # and not closed


def hangup_spin_eof():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.close()
    tell(epoll, server.fileno())
    while True:
        epoll.poll()
        server.recv(10)  # answers nothing, and nobody closes


def hangup_spin_pipe():
    reader, writer = os.pipe()
    epoll = watch(reader, 0)
    os.close(writer)
    tell(epoll, reader)
    spin(epoll)


def epollout_spin():
    _, server = connection()
    epoll = watch(server, EPOLLIN | EPOLLOUT)
    tell(epoll, server.fileno())
    spin(epoll)


def epollout_spin_unix():
    one, other = socket.socketpair()
    keep(other)
    epoll = watch(one, EPOLLIN | EPOLLOUT)
    tell(epoll, one.fileno())
    spin(epoll)


def unread_eventfd():
    fd = os.eventfd(0)
    epoll = watch(fd, EPOLLIN)
    os.eventfd_write(fd, 3)
    tell(epoll, fd)
    spin(epoll)


def unread_timerfd(interval=20_000_000):
    fd = libc.timerfd_create(1, 0)
    spec = (ctypes.c_long * 4)(0, interval, 0, 20_000_000)
    libc.timerfd_settime(fd, 0, spec, None)
    epoll = watch(fd, EPOLLIN)
    epoll.poll()
    tell(epoll, fd)
    spin(epoll)


def unread_timerfd_once():
    unread_timerfd(0)


def unread_signalfd():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    mask = ctypes.c_ulong(1 << (signal.SIGUSR1 - 1))
    fd = libc.signalfd(-1, ctypes.byref(mask), 0)
    epoll = watch(fd, EPOLLIN)
    os.kill(os.getpid(), signal.SIGUSR1)
    tell(epoll, fd)
    spin(epoll)


def unread_input():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.sendall(b"hello")
    tell(epoll, server.fileno())
    spin(epoll)


def never_accepted():
    server = listener()
    epoll = watch(server, EPOLLIN)
    keep(socket.create_connection(server.getsockname()))
    tell(epoll, server.fileno())
    spin(epoll)


def closed_but_watched():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    fd = server.fileno()
    child = os.fork()
    if child == 0:
        signal.pause()
    kept.remove(server)
    server.close()
    print("holder", child, fd, flush=True)
    tell(epoll, fd)
    asleep(epoll)


def closed_but_watched_copy():
    fd = os.eventfd(0)
    epoll = watch(fd, EPOLLIN)
    copy = os.dup(fd)
    os.close(fd)
    os.eventfd(0)  # gets the number, and is another one
    print("holder", os.getpid(), copy, flush=True)
    tell(epoll, fd)
    asleep(epoll)


def thundering_herd():
    server = listener()
    epolls = [watch(server, EPOLLIN) for _ in range(4)]
    for epoll in epolls[1:]:
        threading.Thread(target=asleep, args=(epoll,), daemon=True).start()
    tell(epolls[0], server.fileno())
    asleep(epolls[0])


def thundering_herd_forked():
    server = listener()
    if os.fork() == 0:
        asleep(watch(server, EPOLLIN))
    epoll = watch(server, EPOLLIN)
    tell(epoll, server.fileno())
    asleep(epoll)


def stuck_handler():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.sendall(b"hello")
    epoll.poll()
    tell(epoll)
    time.sleep(1000)


def stuck_computing():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.sendall(b"hello")
    epoll.poll()
    tell(epoll)
    while True:
        pass


def stuck_on_a_lock():
    client, server = connection()
    epoll = watch(server, EPOLLIN)
    client.sendall(b"hello")
    epoll.poll()
    lock = threading.Lock()
    lock.acquire()
    tell(epoll)
    lock.acquire()


def backlog_full():
    server = listener(1)
    epoll = watch(server, EPOLLIN | EPOLLET)
    for _ in range(3):
        client = keep(socket.socket())
        client.setblocking(False)
        client.connect_ex(server.getsockname())
        epoll.poll(0.2)  # told, and not accepted
    tell(epoll, server.fileno())
    asleep(epoll)


def close_wait():
    client, server = connection()
    other = keep(socket.socketpair())
    epoll = watch(other[0], EPOLLIN)
    client.close()
    server.recv(10)  # answers nothing
    tell(None, server.fileno())
    asleep(epoll)


def close_wait_edge():
    client, server = connection()
    epoll = watch(server, EPOLLIN | EPOLLET)
    client.close()
    epoll.poll()
    server.recv(10)  # answers nothing
    tell(epoll, server.fileno())
    asleep(epoll)


def nested_epoll():
    reader, writer = os.pipe()
    inner = watch(reader, EPOLLIN)
    outer = watch(inner.fileno(), EPOLLIN)
    tell(outer, inner.fileno())
    asleep(outer)


def unused_epoll():
    epoll = keep(select.epoll())
    tell(epoll)
    signal.pause()


def nobody_waits():
    reader, writer = os.pipe()
    epoll = watch(reader, EPOLLIN)
    tell(epoll)
    signal.pause()


def zero_timeout():
    reader, writer = os.pipe()
    epoll = watch(reader, EPOLLIN)
    tell(epoll)
    while True:
        epoll.poll(0)


def descriptor_limit():
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    reader, writer = os.pipe()
    epoll = watch(reader, EPOLLIN)
    try:
        while True:
            os.dup(reader)
    except OSError:
        pass
    tell(None)
    asleep(epoll)


globals()[sys.argv[1]]()
