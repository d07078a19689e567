// A pipe: readable when something was written, hung up when the writer is gone.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j Pipes.java

import static java.nio.charset.StandardCharsets.UTF_8;

import module io.epoll4j;

void main() {
    try (var epoll = Epoll.open();
            var pipe = PipePair.open()) {
        var events = new Events(4);
        var buffer = ByteBuffer.allocateDirect(64);
        epoll.add(pipe.reader(), Interest.READ);
        IO.println(epoll.await(events, Epoll.NOW) + " events of an empty pipe");

        pipe.writer().write(UTF_8.encode("through the pipe"));
        epoll.await(events, Epoll.FOREVER);
        pipe.reader().read(buffer);
        IO.println(UTF_8.decode(buffer.flip()) + ", readable: " + events.isReadable(0));

        pipe.writer().close();
        epoll.await(events, Epoll.FOREVER);
        boolean end = pipe.reader().read(buffer.clear()) == Descriptor.END;
        IO.println("hung up: " + events.isHungUp(0) + ", at the end: " + end);
    }
}

// > 0 events of an empty pipe
// > through the pipe, readable: true
// > hung up: true, at the end: true
