// What is appended to a file, as `tail -F` shows it: also after the file was cut, or replaced by
// another of its name, as log files are.
//
// ./epoll4j run examples/Tail.java FILE
//
// Without a file it makes one and plays these things through.

import static io.epoll4j.sys.EpollFlags.EPOLLIN;
import static io.epoll4j.sys.FileFlags.*;

import module io.epoll4j;

/// A file that is followed, and the inotify that watches its directory: only there is it seen that
/// another takes its name.
static final class Tail implements AutoCloseable {
    private final Path path;
    private final Inotify changes = Inotify.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private FileChannel file;
    private Object key;
    private long shown;

    /// Begins at the end of what `path` holds now.
    Tail(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        changes.add(this.path.getParent(), IN_MODIFY | IN_CREATE | IN_MOVED_TO);
        open();
        if (file != null) file.position(file.size());
    }

    void follow(Loop loop) {
        loop.watch(
                changes.fd(),
                EPOLLIN,
                (watch, events) -> {
                    try {
                        if (concernsUs()) catchUp();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /// Takes all changes there are; many at once need only one look at the file.
    private boolean concernsUs() {
        boolean ours = false;
        while (changes.next()) {
            boolean lost = (changes.mask() & IN_Q_OVERFLOW) != 0;
            ours |= lost || changes.name().equals(path.getFileName().toString());
        }
        return ours;
    }

    /// First sees whether the name stands for another file, then reads the old one: so what was
    /// written to it before it was replaced is not missed.
    private void catchUp() throws IOException {
        boolean replaced = !Objects.equals(key, currentKey());
        if (file != null) show();
        if (!replaced) return;
        close(file);
        open();
        if (file != null) show();
    }

    private void show() throws IOException {
        if (file.size() < file.position()) file.position(0); // it was cut
        while (file.read(buffer.clear()) > 0) {
            System.out.write(buffer.array(), 0, buffer.position());
            shown += buffer.position();
        }
        System.out.flush();
    }

    private void open() throws IOException {
        key = currentKey();
        file = key == null ? null : FileChannel.open(path);
    }

    /// What tells files apart whatever their names; null if there is none.
    private Object currentKey() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static void close(FileChannel file) throws IOException {
        if (file != null) file.close();
    }

    @Override
    public void close() throws IOException {
        changes.close();
        close(file);
    }
}

void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
        demonstrate();
        return;
    }
    try (var tail = new Tail(Path.of(arguments[0]));
            var loop = Loop.open()) {
        tail.follow(loop);
        loop.run();
    }
}

void demonstrate() throws IOException {
    var folder = Files.createTempDirectory("epoll4j");
    var log = Files.writeString(folder.resolve("log"), "was there before\n");
    var old = folder.resolve("log.1");
    try (var tail = new Tail(log);
            var loop = Loop.open()) {
        tail.follow(loop);
        Files.writeString(log, "appended\n", StandardOpenOption.APPEND);
        await(loop, tail, "appended\n");
        Files.writeString(log, "cut\n"); // shorter than what has been read
        await(loop, tail, "cut\n");
        Files.writeString(log, "the old one's last\n", StandardOpenOption.APPEND);
        Files.move(log, old);
        Files.writeString(log, "the new one's first\n");
        await(loop, tail, "the old one's last\nthe new one's first\n");
    } finally {
        Files.deleteIfExists(old);
        Files.delete(log);
        Files.delete(folder);
    }
}

void await(Loop loop, Tail tail, String text) {
    for (tail.shown -= text.length(); tail.shown < 0; )
        if (loop.turn(Duration.ofSeconds(10)) == 0)
            throw new IllegalStateException("nothing happened");
}

// > appended
// > cut
// > the old one's last
// > the new one's first
