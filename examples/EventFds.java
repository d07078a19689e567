// An eventfd wakes a thread that waits, however often it is asked to.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j EventFds.java

import module io.epoll4j;

void main() throws InterruptedException {
    try (var epoll = Epoll.open();
            var waker = Waker.open()) {
        var events = new Events(4);
        epoll.add(waker, Interest.READ);
        var others = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) others.add(Thread.ofPlatform().start(waker::wake));
        long woken = 0;
        while (woken < 3) {
            epoll.await(events, Epoll.FOREVER);
            woken += waker.drain();
        }
        for (var other : others) other.join();
        IO.println("woken " + woken + " times");
        IO.println(epoll.await(events, Epoll.NOW) + " events once it is drained");
    }
}

// > woken 3 times
// > 0 events once it is drained
