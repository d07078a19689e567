package io.epoll4j.jvm;

/// Open files on their way in a message (`struct scm_fp_list`, net/core/scm.c).
final class UnixFiles {
    private UnixFiles() {}

    /// `scm_fp_dup`: the same files again, pinned once more.
    static OpenFile[] copy(OpenFile[] files) {
        OpenFile[] copy = files.clone();
        for (OpenFile file : copy) {
            file.pin();
        }
        return copy;
    }

    static void release(OpenFile[] files) {
        for (OpenFile file : files) {
            file.unpin();
        }
    }
}
