package io.epoll4j.inspect.proc;

import io.epoll4j.inspect.model.CannotLookException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The processes of this machine, as far as /proc shows them.
public final class Processes {
    private Processes() {}

    /// The numbers of all of them, ascending.
    public static List<Integer> list(Path proc) {
        var pids = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var entry : entries) pids.add(Integer.parseInt(entry.getFileName().toString()));
        } catch (IOException | DirectoryIteratorException none) {
            throw new CannotLookException(proc + " cannot be read: is it mounted?");
        }
        Collections.sort(pids);
        return pids;
    }

    /// The numbers of those that have an epoll and may be looked at.
    public static List<Integer> withEpolls(Path proc) {
        return list(proc).stream().filter(pid -> hasEpoll(proc, pid)).toList();
    }

    private static boolean hasEpoll(Path proc, int pid) {
        var dir = new ProcDir(proc, pid, new Unseen());
        for (int fd : dir.numbers("fd", null)) {
            var link = dir.link("fd/" + fd);
            if (link != null && Descriptors.isEpoll(link)) return true;
        }
        return false;
    }
}
