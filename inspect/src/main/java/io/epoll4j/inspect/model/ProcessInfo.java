package io.epoll4j.inspect.model;

/// A process, and how near it is to its limits.
///
/// @param pid its number
/// @param name what it is called, at most 15 characters
/// @param user the name of the user it belongs to, else the number
/// @param openFiles descriptors it has
/// @param maxOpenFiles descriptors it may have (RLIMIT_NOFILE); -1 if not known
/// @param maxUserWatches items that all epolls of its user may hold together; -1 if not known
/// @param reads calls of read(2) and its kin that the process has made; -1 if not known. Calls of
///   recv(2) do not count
/// @param virtualThreads whether it is a Java process that runs virtual threads: whatever they wait
///   for is watched with EPOLLONESHOT
public record ProcessInfo(
        int pid,
        String name,
        String user,
        int openFiles,
        long maxOpenFiles,
        long maxUserWatches,
        long reads,
        boolean virtualThreads) {}
