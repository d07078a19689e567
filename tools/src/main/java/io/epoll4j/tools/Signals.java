package io.epoll4j.tools;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/// SIGINT, SIGTERM and SIGHUP as a wish to stop that the program may fulfil in its own time, and
/// exit 0.
///
/// A shutdown hook could not: by the time it runs, the JVM has settled on exit code 129, 130 or
/// 143. Nor could a signalfd, which needs the signals blocked in every thread, and the JVM's own
/// threads leave them open. `sun.misc.Signal` can. It is reached by reflection because javac
/// remarks on its every use with a warning that nothing suppresses, and warnings are errors here.
final class Signals {
    private static final int SIGINT = 2;

    private Signals() {}

    /// Calls `stop`, on some thread, at the first such signal. Whoever sends a second one cannot
    /// wait: it ends the JVM as it would have without us. What was ignored from the start, as
    /// nohup(1) has it, the JVM goes on to ignore.
    static void onStop(Runnable stop) {
        var asked = new AtomicBoolean();
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var ours =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, args) -> {
                                if (asked.compareAndSet(false, true)) stop.run();
                                else Runtime.getRuntime().halt(128 + SIGINT);
                                return null;
                            });
            for (var name : new String[] {"INT", "TERM", "HUP"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // With -Xrs the signals are not the JVM's to give away: they then end it as they always
            // do.
        }
    }
}
