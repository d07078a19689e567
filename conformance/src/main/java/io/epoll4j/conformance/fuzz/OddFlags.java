package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.FileFlags;

/// Bits to draw from where flags are to be nonsense.
final class OddFlags {
    /// For calls that make a descriptor: good bits, and some that every such call refuses.
    static final int CREATE =
            FileFlags.O_CLOEXEC | FileFlags.O_NONBLOCK | FileFlags.O_APPEND | 0x8001;

    /// For F_SETFL: what it changes, and what it leaves alone.
    static final int STATUS = FileFlags.O_APPEND | FileFlags.O_DIRECT | FileFlags.O_CLOEXEC | 3;

    private OddFlags() {}
}
