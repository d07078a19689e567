package io.epoll4j;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// SIGTERM, SIGINT and SIGHUP as a wish to stop that a program may fulfil in its own time, and end
/// with the exit code of its choice.
///
/// A shutdown hook could not: by the time it runs, the JVM has settled on exit code 129, 130 or
/// 143. Nor could a [SignalFd], which needs the signals blocked in every thread, and the JVM's own
/// threads leave them open. `sun.misc.Signal` can. It is reached by reflection because javac
/// remarks on its every use with a warning that nothing suppresses.
///
/// Any thread may use it.
public final class StopSignals implements AutoCloseable {
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    /// What a shell answers for who was ended by signal 0; others add their number.
    private static final int KILLED = 128;

    /// Who is to be told, in the order of coming. Guards what follows.
    private static final List<StopSignals> ALL = new ArrayList<>();

    /// What the JVM did with each signal before; empty while it does so.
    private static final Map<Object, Object> BEFORE = new LinkedHashMap<>();

    private static boolean asked;

    private final Runnable stop;

    private StopSignals(Runnable stop) {
        this.stop = stop;
    }

    /// Calls `stop`, on some thread, at the first such signal. Whoever sends a second one cannot
    /// wait: it ends the JVM at once, as it would have without this. What was ignored from the
    /// start, as nohup(1) has it, goes on to be ignored. Of several that wait for a signal all are
    /// told.
    ///
    /// Where the JVM does not give its signals away (`-Xrs`), this does nothing, and they end it as
    /// they always do.
    ///
    /// @return to be closed when it is no longer `stop` that a signal is to mean
    /// @throws IllegalStateException without the module `jdk.unsupported`
    public static StopSignals onFirst(Runnable stop) {
        var made = new StopSignals(requireNonNull(stop));
        synchronized (ALL) {
            if (ALL.isEmpty()) take();
            ALL.add(made);
        }
        return made;
    }

    /// The signals mean what they meant before, when nobody else waits for them.
    @Override
    public void close() {
        synchronized (ALL) {
            if (ALL.remove(this) && ALL.isEmpty()) giveBack();
        }
    }

    @SuppressWarnings("ReferenceEquality") // a handler is equal to itself alone
    private static void take() {
        asked = false;
        try {
            var handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> came(arguments[0]);
                                        case "equals" -> proxy == arguments[0];
                                        case "hashCode" -> System.identityHashCode(proxy);
                                        default -> "StopSignals";
                                    });
            for (var name : NAMES) {
                Object signal = signal(name);
                BEFORE.put(signal, handle(signal, ours));
            }
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(
                    "signals need the module jdk.unsupported: require it, or start java with"
                            + " --add-modules jdk.unsupported",
                    absent);
        } catch (ReflectiveOperationException | IllegalArgumentException refused) {
            giveBack(); // the signals are not the JVM's to give away
        }
    }

    private static void giveBack() {
        try {
            for (var each : BEFORE.entrySet()) handle(each.getKey(), each.getValue());
        } catch (ReflectiveOperationException | IllegalArgumentException impossible) {
            throw new AssertionError(impossible); // they could be taken
        } finally {
            BEFORE.clear();
        }
    }

    private static Object signal(String name) throws ReflectiveOperationException {
        return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    }

    /// Gives `signal` to `handler`, and answers who had it.
    private static Object handle(Object signal, Object handler)
            throws ReflectiveOperationException {
        var type = Class.forName("sun.misc.SignalHandler");
        return signal.getClass()
                .getMethod("handle", signal.getClass(), type)
                .invoke(null, signal, handler);
    }

    private static @Nullable Object came(Object signal) throws ReflectiveOperationException {
        List<StopSignals> told;
        synchronized (ALL) {
            told = asked ? List.of() : List.copyOf(ALL);
            asked = true;
        }
        if (told.isEmpty()) {
            int number = (int) signal.getClass().getMethod("getNumber").invoke(signal);
            Runtime.getRuntime().halt(KILLED + number);
        }
        for (var each : told) each.stop.run();
        return null;
    }
}
