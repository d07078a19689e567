package io.epoll4j.sim;

/// Something that happens at an instant of the world's time, once for each time it is put on the
/// [Agenda].
abstract class Due {
    /// When, in nanoseconds of the world.
    long at;

    /// Of two for the same instant, the one put there first happens first.
    long order;

    /// Its place on the agenda, -1 if it is not there.
    int index = -1;

    abstract void come();

    /// Once, `what`.
    static Due of(Runnable what) {
        return new Due() {
            @Override
            void come() {
                what.run();
            }
        };
    }
}
