"""100,000 edge-triggered and as many ONESHOT round trips between two threads, each byte numbered: says
"done" if none was lost and none came twice."""
import select
import socket
import sys
import threading

COUNT = int(sys.argv[1])


def one_way(source, sink, mask, first):
    """Passes on each number that comes, plus one."""
    epoll = select.epoll()
    source.setblocking(False)
    epoll.register(source, select.EPOLLIN | mask)
    if first:
        sink.sendall((0).to_bytes(4, "big"))
    expected = 1 if first else 0
    while expected < 2 * COUNT:
        if not epoll.poll(20):
            print("lost: no event for", expected, flush=True)
            return
        while True:
            try:
                got = source.recv(4)
            except BlockingIOError:
                break
            number = int.from_bytes(got, "big")
            if number != expected:
                print("wrong:", number, "for", expected, flush=True)
                return
            sink.sendall((number + 1).to_bytes(4, "big"))
            expected += 2
        if mask == select.EPOLLONESHOT:
            epoll.modify(source, select.EPOLLIN | mask)


def both_ways(mask):
    there, back = socket.socketpair()
    other = threading.Thread(target=one_way, args=(there, there, mask, True))
    other.start()
    one_way(back, back, mask, False)
    other.join()


print("started", flush=True)
both_ways(select.EPOLLET)
both_ways(select.EPOLLONESHOT)
print("done", flush=True)
