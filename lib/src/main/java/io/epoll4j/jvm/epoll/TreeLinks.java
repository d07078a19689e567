package io.epoll4j.jvm.epoll;

import io.epoll4j.jvm.file.Watcher;
import org.jspecify.annotations.Nullable;

/// What a search in the [ItemTree] reads of an item: the key and the links. A class of its own, so
/// that the JVM lays these fields out side by side: a step down the tree then waits for one cache
/// line, where it would for two.
abstract class TreeLinks extends Watcher {
    /// `ffd`: the key, which is the file by its id, then the number. Never changes.
    final long fileId;

    final int fd;

    /// `rbn`: the links of the tree. Guarded by the epoll's `mtx`.
    @Nullable EpItem rbLeft;

    @Nullable EpItem rbRight;
    @Nullable EpItem rbParent;
    boolean rbRed;

    TreeLinks(long fileId, int fd) {
        this.fileId = fileId;
        this.fd = fd;
    }
}
