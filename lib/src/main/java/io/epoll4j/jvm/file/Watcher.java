package io.epoll4j.jvm.file;

import io.epoll4j.jvm.task.WaitEntry;
import org.jspecify.annotations.Nullable;

/// Somebody who watches an open file for as long as it is open, and stands on its wait queue: an
/// item of an epoll.
public abstract class Watcher extends WaitEntry {
    /// `fllink`: the links of the file's list of watchers. Guarded by the file's link lock; the
    /// forward link stays when the watcher is taken off, for those who walk the list without it.
    @Nullable Watcher fllink;

    @Nullable Watcher fllinkPrevious;

    /// For subclasses.
    protected Watcher() {}

    /// The next older watcher of the file, or null.
    public final @Nullable Watcher nextWatcher() {
        return fllink;
    }

    /// The last reference to the file is gone: stop watching it, unless that has happened. Until it
    /// has, the watcher is asked again.
    protected abstract void fileReleased();
}
