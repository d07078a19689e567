// Inotify: what happens in a directory.
//
// java --enable-native-access=io.epoll4j -p epoll4j.jar --add-modules io.epoll4j Inotifies.java

import static io.epoll4j.sys.FileFlags.*;

import module io.epoll4j;

void main() throws IOException {
    var folder = Files.createTempDirectory("epoll4j");
    var file = folder.resolve("note.txt");
    try (var epoll = Epoll.open();
            var inotify = Inotify.open()) {
        var events = new Events(4);
        inotify.add(folder, IN_CREATE | IN_CLOSE_WRITE | IN_DELETE);
        epoll.add(inotify, Interest.READ);
        Files.writeString(file, "something");
        Files.delete(file);
        epoll.await(events, Epoll.FOREVER);
        while (inotify.next()) {
            String what =
                    switch (inotify.mask()) {
                        case IN_CREATE -> "created ";
                        case IN_CLOSE_WRITE -> "written ";
                        case IN_DELETE -> "deleted ";
                        default -> "0x" + Integer.toHexString(inotify.mask()) + " ";
                    };
            IO.println(what + inotify.name());
        }
    } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
    }
}

// > created note.txt
// > written note.txt
// > deleted note.txt
