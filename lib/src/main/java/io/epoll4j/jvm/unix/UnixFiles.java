package io.epoll4j.jvm.unix;

import io.epoll4j.jvm.file.OpenFile;
import io.epoll4j.jvm.net.Msg;
import io.epoll4j.jvm.net.Skb;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskLocal;
import java.util.ArrayDeque;
import java.util.Collections;

/// Open files on their way in a message (`struct scm_fp_list`, net/core/scm.c).
final class UnixFiles {
    private final Scheduler scheduler;
    private final UnixGarbage garbage;

    /// What each task is letting go of, in turn, from the file whose turn it is.
    private final TaskLocal<ArrayDeque<OpenFile>> dropped;

    UnixFiles(Scheduler scheduler, UnixGarbage garbage) {
        this.scheduler = scheduler;
        this.garbage = garbage;
        this.dropped = new TaskLocal<>(scheduler, task -> new ArrayDeque<>());
    }

    /// `unix_attach_fds`: the message takes the caller's files along, if there are any.
    static void send(Msg msg, Skb skb, UnixGarbage garbage) {
        OpenFile[] files = msg.files;
        msg.files = null;
        skb.files = files;
        if (files != null) {
            garbage.depart(files);
        }
    }

    /// `unix_detach_fds`: the caller has the files of the message, which has some.
    static void receive(Skb skb, Msg msg, UnixGarbage garbage) {
        OpenFile[] files = skb.files;
        skb.files = null;
        msg.files = files;
        if (files != null) {
            garbage.arrive(files);
        }
    }

    /// `scm_fp_dup`: the same files again, pinned once more.
    static OpenFile[] copy(OpenFile[] files) {
        OpenFile[] copy = files.clone();
        for (OpenFile file : copy) {
            file.pin();
        }
        return copy;
    }

    /// `scm_fp_destroy`: lets go of files, not within one another but one after the other, as
    /// Linux's `fput` does: a chain of messages, each with the socket in which the next one waits,
    /// may be longer than the stack.
    void release(OpenFile[] files) {
        if (files.length == 0) {
            return;
        }
        ArrayDeque<OpenFile> pending = dropped.of(scheduler.current());
        boolean within = !pending.isEmpty();
        Collections.addAll(pending, files);
        if (within) {
            return;
        }
        try {
            for (OpenFile file = pending.peek(); file != null; file = pending.peek()) {
                file.unpin();
                pending.remove();
            }
        } finally {
            pending.clear();
        }
        garbage.collect();
    }
}
