package io.epoll4j.jvm.net;

import static io.epoll4j.sys.SocketFlags.MSG_DONTWAIT;

import io.epoll4j.jvm.file.Iov;
import io.epoll4j.jvm.file.OpenFile;
import org.jspecify.annotations.Nullable;

/// One message on its way between the caller and a socket: `struct msghdr`.
///
/// One per thread and kernel, set up anew for each call.
public final class Msg {
    public Iov iov = new Iov();
    int flags;

    /// Where to send, if the caller said.
    public @Nullable Address target;

    /// Whether the caller wants to know the sender.
    public boolean wantsSource;

    /// Who sent what was received, if known.
    public @Nullable Address source;

    /// Open files to send, or received ones: pinned for whoever takes them.
    public OpenFile @Nullable [] files;

    /// `msg_flags` of what was received.
    public int receivedFlags;

    public Msg of(Iov iov, int flags) {
        this.iov = iov;
        this.flags = flags;
        this.target = null;
        this.wantsSource = false;
        this.source = null;
        this.files = null;
        this.receivedFlags = 0;
        return this;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public boolean isNonblocking() {
        return has(MSG_DONTWAIT);
    }
}
