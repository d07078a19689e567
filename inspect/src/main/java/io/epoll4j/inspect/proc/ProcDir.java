package io.epoll4j.inspect.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder of a process in /proc, or of a recording of it.
///
/// For one thread; a process that dies meanwhile answers as if it had nothing.
final class ProcDir {
    private final Path proc;
    private final Path path;
    private final int pid;
    private final Unseen unseen;

    ProcDir(Path proc, int pid, Unseen unseen) {
        this.proc = proc;
        this.pid = pid;
        path = proc.resolve(Integer.toString(pid));
        this.unseen = unseen;
    }

    int pid() {
        return pid;
    }

    Unseen unseen() {
        return unseen;
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /// A file outside of the process's folder, such as `sys/fs/epoll/max_user_watches`.
    String global(String name) {
        var text = text(proc.resolve(name), null);
        return text == null ? "" : text.strip();
    }

    /// The text of a file; empty if it is not to be had. `what` tells the reader what is missing
    /// then; null if nobody needs to know.
    String text(String name, @Nullable String what) {
        var text = text(path.resolve(name), what);
        return text == null ? "" : text;
    }

    private @Nullable String text(Path file, @Nullable String what) {
        try {
            // Names and command lines are bytes of any kind: none must stop the reading.
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (IOException refused) {
            if (what != null) complain(what, refused);
            return null;
        }
    }

    /// The numbers that name the entries of a folder, ascending.
    List<Integer> numbers(String name, @Nullable String what) {
        var numbers = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(path.resolve(name))) {
            for (var entry : entries) numbers.add(Integer.parseInt(entry.getFileName().toString()));
        } catch (IOException refused) {
            if (what != null) complain(what, refused);
        } catch (DirectoryIteratorException died) {
            if (what != null) complain(what, new IOException(died.getCause()));
        }
        Collections.sort(numbers);
        return numbers;
    }

    /// Where a symbolic link leads; null if it is gone or hidden.
    @Nullable String link(String name) {
        try {
            return Files.readSymbolicLink(path.resolve(name)).toString();
        } catch (IOException gone) {
            return null;
        }
    }

    /// The inode of what a link leads to; -1 if it is gone or hidden.
    long inode(String name) {
        try {
            return (long) Files.getAttribute(path.resolve(name), "unix:ino");
        } catch (IOException gone) {
            return -1;
        }
    }

    /// The value of `key` in a file of lines `key: value`; empty if there is none.
    static String value(String text, String key) {
        int at = text.startsWith(key + ":") ? 0 : text.indexOf("\n" + key + ":") + 1;
        if (at == 0 && !text.startsWith(key + ":")) return "";
        int end = text.indexOf('\n', at);
        return text.substring(at + key.length() + 1, end < 0 ? text.length() : end).strip();
    }

    static long number(String word, long otherwise) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    private void complain(String what, IOException refused) {
        unseen.add(what, why(refused));
    }

    private String why(IOException refused) {
        if (refused instanceof AccessDeniedException)
            return "permission denied; run as root or as the user of the process";
        if (refused instanceof NoSuchFileException || !exists()) return "it is gone";
        if (refused instanceof FileSystemException told && told.getReason() != null)
            return told.getReason();
        return String.valueOf(refused.getMessage());
    }

    /// Text that came as bytes, for people.
    static String people(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
}
