"""Has a signal pending for its signalfd, and is told of it by its epoll only once a line has come."""
import ctypes
import os
import select
import signal
import sys

libc = ctypes.CDLL(None)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
mask = ctypes.c_ulong(1 << (signal.SIGUSR1 - 1))
fd = libc.signalfd(-1, ctypes.byref(mask), 0)
epoll = select.epoll()
epoll.register(fd, select.EPOLLIN)
os.kill(os.getpid(), signal.SIGUSR1)
print("pending", flush=True)
sys.stdin.readline()
print("told" if epoll.poll(2) == [(fd, select.EPOLLIN)] else "silence", flush=True)
