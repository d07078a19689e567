package io.epoll4j.loop;

/// Something registered in a loop's epoll: a descriptor, its place in [Slots], its one timer.
///
/// Belongs to its loop's thread. Where several loops share an epoll, it belongs to the one that
/// holds its claim; see [OneShot].
abstract class Entry extends Timed {
    private static final Claim UNUSED = new Claim();

    /// The loop that serves this now. Only several loops on one epoll ever change it.
    Loop loop;

    /// Who may touch this; of use only where several loops share an epoll.
    final Claim claim;

    /// The descriptor; its number is never an identity.
    final int fd;

    /// `generation << 32 | slot`, the word that epoll gives back with each event; given by [Slots].
    long data;

    /// The events asked of epoll now, 0 while not registered; kept by [Poller].
    int interest;

    /// Whether this stands in the loop's own ready list; kept by [ReadyList].
    boolean listed;

    /// Whether something was written that leaves at the end of the turn; kept by [DirtyList].
    boolean dirty;

    Entry(Loop loop, int fd) {
        this.loop = loop;
        this.fd = fd;
        claim = loop.oneShot ? new Claim() : UNUSED;
    }

    /// Refuses whoever may not touch this now.
    final void check() {
        if (loop.oneShot && !claim.isMine())
            throw new IllegalStateException(
                    "another thread may be serving this now; hand it a task with its execute()");
        loop.check();
    }

    /// Another loop on the same epoll serves this from now on.
    void moveTo(Loop next) {
        loop = next;
    }

    /// Serves `events`, as epoll reported them, or [Poller#LISTED].
    abstract void ready(int events);

    /// The events to ask for under a level trigger; 0 takes this out of the epoll, since a mask of
    /// zero would still report errors and hang-ups without end.
    abstract int wanted();

    /// Sends what was written.
    abstract void flush();

    /// Whose handler this calls, for the report of a slow one.
    abstract Class<?> handlerClass();

    /// Serving this failed, in the loop's own doing: for lack of memory, say. Gives it up, or lets
    /// it rest for a while.
    abstract void giveUp();

    /// Gives the descriptor back at once, whatever is in flight; the loop is closing.
    abstract void discard();
}
