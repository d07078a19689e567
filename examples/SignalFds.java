// A signalfd: a signal that this thread sends itself, read as data.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j SignalFds.java

import module io.epoll4j;

void main() {
    int signal = Signals.SIGRTMIN + 1;
    var linux = Kernel.linux();
    try (var epoll = Epoll.open();
            var signals = SignalFd.open(signal)) {
        var events = new Events(4);
        epoll.add(signals, Interest.READ);
        IO.println(epoll.await(events, Epoll.NOW) + " events before the signal");
        SysException.check(linux.tgkill(linux.getpid(), linux.gettid(), signal), "tgkill", "self");
        epoll.await(events, Epoll.FOREVER);
        IO.println("the signal sent: " + (signals.next() == signal));
        IO.println("by this process: " + (signals.sender() == linux.getpid()));
        IO.println("no other: " + (signals.next() == Descriptor.WOULD_BLOCK));
    }
}

// > 0 events before the signal
// > the signal sent: true
// > by this process: true
// > no other: true
