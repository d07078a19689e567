package io.epoll4j.jvm.net;

import org.jspecify.annotations.Nullable;

/// Where accept(2) leaves the connection that it took. One per task, so that no call makes garbage.
public final class Accepted {
    /// The connection, until the caller has taken it.
    public @Nullable Socket socket;
}
