package io.epoll4j.jvm;

import io.epoll4j.jvm.task.WaitQueue;

/// An object of Java's that epoll can watch: a queue, a latch, anything that becomes ready.
///
/// Extend it, say in [#readiness()] what is ready, call [#changed(int)] after each change that
/// makes something ready, and get a descriptor by [JvmKernel#open(Pollable)]. As with Linux's
/// drivers, `changed` after the change and never before: whoever is told asks `readiness` again,
/// and whoever asks too early is told once more. An edge-triggered watcher gets one event for each
/// `changed`.
///
/// ```java
/// final class Mailbox extends Pollable {
///     private final Queue<String> letters = new ConcurrentLinkedQueue<>();
///
///     void put(String letter) {
///         letters.add(letter);
///         changed(EPOLLIN);
///     }
///
///     @Override
///     protected int readiness() {
///         return letters.isEmpty() ? 0 : EPOLLIN;
///     }
/// }
/// ```
///
/// One object may be opened several times, and in several kernels. Any thread may use it.
public abstract class Pollable {
    /// Who watches this object: the wait queue of its open file descriptions.
    final WaitQueue queue = new WaitQueue();

    /// For subclasses.
    protected Pollable() {}

    /// What is ready now: bits such as [io.epoll4j.sys.EpollFlags#EPOLLIN]. Asked from any thread,
    /// with an epoll's lock held: it must not block, nor call the kernel.
    protected abstract int readiness();

    /// Tells whoever watches that these bits became ready; 0 if it is not known which, which tells
    /// everybody. From any thread; it does not block.
    public final void changed(int bits) {
        if (bits == 0) {
            queue.wakeAll(0);
        } else {
            queue.wakeOne(bits);
        }
    }

    /// A descriptor of this object, and all its duplicates, were closed. Does nothing unless
    /// overridden; called by the thread that closed the last one, holding no lock.
    protected void closed() {}
}
