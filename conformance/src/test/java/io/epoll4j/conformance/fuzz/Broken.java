package io.epoll4j.conformance.fuzz;

import io.epoll4j.sys.EpollEvents;
import io.epoll4j.sys.EpollFlags;
import io.epoll4j.sys.Errno;
import io.epoll4j.sys.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/// Kernels that are right but for one thing.
final class Broken {
    /// What a broken kernel does after the real one has answered.
    interface Fault {
        Object spoil(Kernel kernel, String call, Object[] args, Object answer) throws Exception;
    }

    private Broken() {}

    static Supplier<Kernel> kernel(Supplier<? extends Kernel> real, Fault fault) {
        return () -> wrap(real.get(), fault);
    }

    private static Kernel wrap(Kernel real, Fault fault) {
        return (Kernel)
                Proxy.newProxyInstance(
                        Kernel.class.getClassLoader(),
                        new Class<?>[] {Kernel.class},
                        (proxy, method, args) -> {
                            try {
                                Object answer = method.invoke(real, args);
                                return fault.spoil(real, method.getName(), args, answer);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /// Turns the first two events of a batch round.
    static Object reorders(Kernel kernel, String call, Object[] args, Object answer) {
        if (call.equals("epollWait") && (Integer) answer >= 2) {
            EpollEvents events = (EpollEvents) args[1];
            int mask = events.events(0);
            long data = events.data(0);
            events.set(0, events.events(1), events.data(1));
            events.set(1, mask, data);
        }
        return answer;
    }

    /// Calls a registration that is there already by another name.
    static Object mistakesErrno(Kernel kernel, String call, Object[] args, Object answer) {
        boolean exists = call.equals("epollCtl") && answer.equals(-Errno.EEXIST);
        return exists ? (Object) (-Errno.EINVAL) : answer;
    }

    /// Forgets an edge: what is ready already when it is added edge-triggered goes unreported.
    static Object dropsEdge(Kernel kernel, String call, Object[] args, Object answer) {
        boolean edge =
                call.equals("epollCtl")
                        && args.length == 5
                        && args[1].equals(EpollFlags.EPOLL_CTL_ADD)
                        && answer.equals(0)
                        && ((Integer) args[3] & EpollFlags.EPOLLET) != 0;
        if (edge) {
            EpollEvents gone = new EpollEvents(64);
            kernel.epollWait((Integer) args[0], gone, 64, 0);
        }
        return answer;
    }
}
