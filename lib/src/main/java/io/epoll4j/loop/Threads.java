package io.epoll4j.loop;

/// Where the threads of a [LoopGroup] come from, and how one waits for their end: [Thread]s of the
/// platform, unless [Settings#threads] says otherwise. A simulated world gives its own, which know
/// no other time than the world's.
public interface Threads {
    /// Platform threads.
    Threads PLATFORM =
            new Threads() {
                @Override
                public Thread start(String name, Runnable body) {
                    return Thread.ofPlatform().name(name).start(body);
                }

                @Override
                public void join(Thread thread) throws InterruptedException {
                    thread.join();
                }
            };

    /// Starts a thread that runs `body`.
    Thread start(String name, Runnable body);

    /// Waits until a thread that this started has ended.
    ///
    /// @throws InterruptedException if the calling thread is interrupted while it waits
    void join(Thread thread) throws InterruptedException;
}
