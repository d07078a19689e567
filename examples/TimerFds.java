// A timerfd: a timer among the other descriptors of an epoll.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j TimerFds.java

import module io.epoll4j;

void main() {
    try (var epoll = Epoll.open();
            var once = TimerFd.open();
            var ticks = TimerFd.open()) {
        var events = new Events(4);
        epoll.watch(once, Interest.READ, once);
        epoll.watch(ticks, Interest.READ, ticks);
        long start = System.nanoTime();
        once.after(Duration.ofMillis(30));
        ticks.every(Duration.ofMillis(4));
        long ticked = 0;
        for (boolean rung = false; !rung; ) {
            int n = epoll.await(events, Epoll.FOREVER);
            for (int i = 0; i < n; i++) {
                if (events.attachment(i) == once) rung = once.expirations() == 1;
                else ticked += ticks.expirations();
            }
        }
        boolean early = System.nanoTime() - start < 30_000_000;
        IO.println("rung too early: " + early);
        IO.println("ticked meanwhile: " + (ticked >= 5));
    }
}

// > rung too early: false
// > ticked meanwhile: true
