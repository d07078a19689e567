package io.epoll4j.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `struct stat`: what fstat(2) says of an open file. Its memory lives as long as this object.
///
/// Not for several threads at once.
public final class FileStatus {
    /// The bits of [#mode()] that say what kind of file it is.
    public static final int S_IFMT = 0xF000;

    public static final int S_IFSOCK = 0xC000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFIFO = 0x1000;

    private static final Architecture HERE = Architecture.current();

    /// `sizeof(struct stat)` on x86-64; it is 128 on aarch64.
    private static final long SIZE = 144;

    private static final long INODE = 8;
    private static final long FILE_SIZE = 48;
    private static final long BLOCK_SIZE = 56;

    private final MemorySegment memory = Arena.ofAuto().allocate(SIZE, Long.BYTES);

    /// All zero.
    public FileStatus() {}

    /// `st_mode`: the kind of file and its permissions. An eventfd, a timerfd or an epoll has no
    /// kind, 0.
    public int mode() {
        return memory.get(JAVA_INT, HERE.statModeOffset);
    }

    /// `st_ino`: what tells the file from others on the same device.
    public long inode() {
        return memory.get(JAVA_LONG, INODE);
    }

    /// `st_size`, in bytes: 0 for what is no file on a disk.
    public long size() {
        return memory.get(JAVA_LONG, FILE_SIZE);
    }

    /// `st_blksize`, in bytes.
    public int blockSize() {
        return memory.get(JAVA_INT, BLOCK_SIZE);
    }

    /// Says all of it, as a kernel does; what has no name here becomes zero, and the number of
    /// links one.
    public void set(int mode, long inode, long size, int blockSize) {
        memory.fill((byte) 0);
        memory.set(JAVA_INT, HERE.statLinksOffset, 1);
        memory.set(JAVA_INT, HERE.statModeOffset, mode);
        memory.set(JAVA_LONG, INODE, inode);
        memory.set(JAVA_LONG, FILE_SIZE, size);
        memory.set(JAVA_INT, BLOCK_SIZE, blockSize);
    }

    MemorySegment memory() {
        return memory;
    }
}
