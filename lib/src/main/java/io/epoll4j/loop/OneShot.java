package io.epoll4j.loop;

/// Several loops waiting on one epoll: an entry is armed for one event, the loop that gets it
/// claims the entry while it serves it, and arms it again. So each is served by one thread at a
/// time, and no event is lost: arming looks at the descriptor anew.
///
/// No loop ever waits for another: what is to be done with an entry that another serves is left to
/// that one.
final class OneShot {
    private OneShot() {}

    /// Serves `events` of `entry` on `loop`, if it is still the one with this data word.
    static boolean serve(Loop loop, Entry entry, long data, int events) {
        if (entry.data != data || !loop.poller.slots.holds(entry)) return false;
        if (entry.claim.take()) {
            if (entry.loop != loop) entry.moveTo(loop);
            try {
                attend(entry, events);
            } finally {
                giveBack(loop, entry);
            }
        } else {
            loop.counters.calls++; // of use, though another does it
            leave(loop, entry, () -> serveLeft(entry, data, events));
        }
        return true;
    }

    /// Serves what another loop has left; on a later turn if a handler of this one, within which
    /// that comes to light, is looking at the receive buffer.
    private static void serveLeft(Entry entry, long data, int events) {
        Loop loop = entry.loop;
        if (loop.receiver.current == null) attend(entry, events);
        else loop.offer(new LoopTask(on -> serve(on, entry, data, events)));
    }

    private static void attend(Entry entry, int events) {
        try {
            if (entry.loop.poller.slots.holds(entry)) entry.ready(events);
        } catch (Throwable thrown) {
            entry.loop.callbacks.broke(entry, thrown);
        }
    }

    /// Runs `task` while nobody else touches `entry`: now on `loop`, or later on the loop that
    /// holds it now, which is then `entry.loop`.
    static void run(Loop loop, Entry entry, Runnable task) {
        if (entry.claim.isMine()) {
            loop.callbacks.run(task);
        } else if (entry.claim.take()) {
            if (entry.loop != loop) entry.moveTo(loop);
            try {
                loop.callbacks.run(task);
            } finally {
                giveBack(loop, entry);
            }
        } else {
            leave(loop, entry, () -> entry.loop.callbacks.run(task));
        }
    }

    private static void leave(Loop loop, Entry entry, Runnable task) {
        entry.claim.leave(task);
        runLeft(loop, entry); // if it is free by now
    }

    /// Ends a claim: sends what was written, arms `entry` again, and does what others have left.
    static void giveBack(Loop loop, Entry entry) {
        try {
            release(entry);
        } finally {
            free(loop, entry);
        }
    }

    /// Ends a claim of an entry that is not to be armed.
    static void free(Loop loop, Entry entry) {
        entry.claim.free();
        runLeft(loop, entry);
    }

    private static void runLeft(Loop loop, Entry entry) {
        long turn = loop.now;
        long served = turn;
        while (entry.claim.hasLeft() && entry.claim.take()) {
            try {
                if (entry.loop != loop) entry.moveTo(loop);
                served = catchUp(loop, entry, served);
                entry.claim.runLeft();
                release(entry);
                served = catchUp(loop, entry, served);
            } finally {
                loop.now = turn;
                entry.claim.free();
            }
        }
    }

    /// What was done with `entry` since the time `served` may have taken long, and its time limits
    /// may be among what is left: counts it as served until now.
    private static long catchUp(Loop loop, Entry entry, long served) {
        loop.now = loop.clock();
        if (entry instanceof Peer peer) peer.served(served, loop.now);
        return loop.now;
    }

    /// Sends what was written and arms `entry` again; it is claimed.
    private static void release(Entry entry) {
        try {
            if (entry.dirty) DirtyList.flush(entry);
            if (entry.loop.poller.slots.holds(entry)) arm(entry);
        } catch (Throwable thrown) {
            entry.loop.callbacks.broke(entry, thrown);
        }
    }

    private static void arm(Entry entry) {
        Loop loop = entry.loop;
        int answer = loop.poller.arm(entry);
        if (answer >= 0) return;
        entry.discard();
        loop.callbacks.refused("epoll_ctl", entry.fd, answer);
    }
}
