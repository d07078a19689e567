package io.epoll4j.jvm;

import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import org.jspecify.annotations.Nullable;

/// One message on its way between the caller and a socket: `struct msghdr`.
///
/// One per thread and kernel, set up anew for each call.
final class Msg {
    Iov iov = new Iov();
    int flags;

    /// Where to send, if the caller said.
    @Nullable Address target;

    /// Whether the caller wants to know the sender.
    boolean wantsSource;

    /// Who sent what was received, if known.
    @Nullable Address source;

    /// Open files to send, or received ones: pinned for whoever takes them.
    OpenFile @Nullable [] files;

    /// `msg_flags` of what was received.
    int receivedFlags;

    Msg of(Iov iov, int flags) {
        this.iov = iov;
        this.flags = flags;
        this.target = null;
        this.wantsSource = false;
        this.source = null;
        this.files = null;
        this.receivedFlags = 0;
        return this;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isNonblocking() {
        return has(MSG_DONTWAIT);
    }

    /// Lets go of the files that came with what was received and that nobody takes, as read(2) and
    /// recv(2) can't.
    void dropFiles() {
        OpenFile[] unwanted = files;
        if (unwanted != null) {
            files = null;
            UnixFiles.release(unwanted);
        }
    }
}
