// The system calls themselves: each is named as Linux names it, and answers >= 0 or -errno.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j SystemCalls.java

import static io.epoll4j.sys.EpollFlags.*;

import module io.epoll4j;

void main() {
    var linux = Kernel.linux();
    int epfd = linux.epollCreate1(EPOLL_CLOEXEC);
    int fd = linux.eventfd(0, FileFlags.EFD_NONBLOCK);
    linux.epollCtl(epfd, EPOLL_CTL_ADD, fd, EPOLLIN, 42);
    int again = linux.epollCtl(epfd, EPOLL_CTL_ADD, fd, EPOLLIN, 42);
    IO.println("watched twice: " + Errno.name(-again)); // an answer, no exception

    var events = new EpollEvents(8);
    IO.println("ready: " + linux.epollWait(epfd, events, 8, 0));
    try (var arena = Arena.ofConfined()) {
        var one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
        linux.write(fd, one, 0, Long.BYTES);
    }
    IO.println("ready: " + linux.epollWait(epfd, events, 8, -1) + ", of " + events.data(0));
    linux.close(fd);
    linux.close(epfd);
}

// > watched twice: EEXIST
// > ready: 0
// > ready: 1, of 42
