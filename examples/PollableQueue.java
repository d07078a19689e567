import static io.epoll4j.sys.EpollFlags.*;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Pollable;
import io.epoll4j.sys.EpollEvents;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A queue of Java objects, watched by epoll: the kernel inside the JVM makes any object pollable.
static final class Mailbox extends Pollable {
    private final Queue<String> letters = new ConcurrentLinkedQueue<>();

    void put(String letter) {
        letters.add(letter);
        changed(EPOLLIN); // after the change, never before
    }

    String take() {
        return letters.poll();
    }

    @Override
    protected int readiness() {
        return letters.isEmpty() ? 0 : EPOLLIN;
    }
}

void main() throws InterruptedException {
    var kernel = new JvmKernel();
    var mailbox = new Mailbox();
    int fd = kernel.open(mailbox);
    int epfd = kernel.epollCreate1(0);
    kernel.epollCtl(epfd, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET, fd);

    var writer =
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = 1; i <= 3; i++) mailbox.put("letter " + i);
                        mailbox.put("the end");
                    });

    var events = new EpollEvents(8);
    for (boolean open = true; open; ) {
        kernel.epollWait(epfd, events, events.capacity(), -1);
        for (String letter = mailbox.take(); letter != null; letter = mailbox.take()) {
            IO.println(letter);
            open &= !letter.equals("the end");
        }
    }
    writer.join();
    kernel.close(epfd);
    kernel.close(fd);
}

// > letter 1
// > letter 2
// > letter 3
// > the end
