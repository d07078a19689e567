// A pidfd: readable once a process has ended.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j PidFds.java

import module io.epoll4j;

void main() throws Exception {
    var process = new ProcessBuilder("cat").start(); // lives until its input ends
    try (var epoll = Epoll.open();
            var pid = PidFd.of(process.pid())) {
        var events = new Events(4);
        epoll.add(pid, Interest.READ);
        IO.println(epoll.await(events, Epoll.NOW) + " events while it runs");
        process.getOutputStream().close();
        epoll.await(events, Epoll.FOREVER);
        IO.println("ended: " + events.isReadable(0) + ", exit code " + process.waitFor());
    }
}

// > 0 events while it runs
// > ended: true, exit code 0
