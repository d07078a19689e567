package io.epoll4j.jvm.net;

import java.util.Arrays;

/// The options of one level of one socket that are ints and were set: most sockets set nothing, and
/// then it holds nothing. Any thread may use it.
public final class OptionStore {
    private static final int[] NO_VALUES = {};
    private static final boolean[] NONE_KNOWN = {};

    private int[] values = NO_VALUES;
    private boolean[] known = NONE_KNOWN;

    /// Whether it holds anything: as long as not, nobody needs the lock.
    private volatile boolean used;

    /// The value of an option, or `otherwise` where it was never set.
    public int get(int option, int otherwise) {
        return used ? find(option, otherwise) : otherwise;
    }

    private synchronized int find(int option, int otherwise) {
        return option >= 0 && option < known.length && known[option] ? values[option] : otherwise;
    }

    /// Whether an option that is on or off, and off unless it was set, is on.
    boolean isOn(int option) {
        return get(option, 0) != 0;
    }

    /// Keeps a value; answers 0, as setsockopt(2) does.
    public synchronized int keep(int option, int value) {
        if (option >= known.length) {
            values = Arrays.copyOf(values, option + 1);
            known = Arrays.copyOf(known, option + 1);
        }
        values[option] = value;
        known[option] = true;
        used = true;
        return 0;
    }

    /// What an accepted socket takes over from its listener.
    public void inherit(OptionStore listener) {
        if (listener.used) {
            copy(listener);
        }
    }

    private synchronized void copy(OptionStore listener) {
        synchronized (listener) {
            values = listener.values.clone();
            known = listener.known.clone();
        }
        used = true;
    }
}
