package io.epoll4j.sim;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a machine keeps when it crashes: named contents, in the order of their names. What was put
/// is there at once, whole. For the programs of the machine, and for the test between runs.
public final class Disk {
    private final Map<String, byte[]> files = new TreeMap<>();

    Disk() {}

    /// Writes `contents`, of which a copy is kept, in place of what was there.
    public void write(String name, byte[] contents) {
        files.put(name, contents.clone());
    }

    /// A copy of what was written last, or null.
    public byte @Nullable [] read(String name) {
        byte[] contents = files.get(name);
        return contents == null ? null : contents.clone();
    }

    /// Deletes it, if it is there.
    public void delete(String name) {
        files.remove(name);
    }

    /// All names, in order.
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    /// Loses everything.
    public void format() {
        files.clear();
    }
}
