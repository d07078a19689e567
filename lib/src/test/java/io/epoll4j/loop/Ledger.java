package io.epoll4j.loop;

import io.epoll4j.sys.Errno;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A kernel that keeps account of the descriptors that are open, and refuses one call.
final class Ledger {
    private static final Set<String> OPENS =
            Set.of(
                    "epollCreate",
                    "epollCreate1",
                    "eventfd",
                    "timerfdCreate",
                    "socket",
                    "accept4",
                    "dup",
                    "dup3");

    final Kernel kernel;
    final Set<Integer> open = new TreeSet<>();

    /// The call that was refused, empty if none was.
    String refused = "";

    private final Kernel real;
    private int countdown;

    Ledger(Kernel real) {
        this.real = real;
        kernel =
                (Kernel)
                        Proxy.newProxyInstance(
                                Kernel.class.getClassLoader(),
                                new Class<?>[] {Kernel.class},
                                (self, method, arguments) -> call(method, arguments));
    }

    /// From now on the call number `nth` is refused, closing not counted.
    void refuse(int nth) {
        countdown = nth;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (!name.equals("close") && --countdown == 0) {
            refused = name;
            return method.getReturnType() == long.class
                    ? (Object) (long) -Errno.ENOMEM
                    : -Errno.ENOMEM;
        }
        Object answer;
        try {
            answer = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (answer instanceof Integer number && number >= 0) enter(name, number, arguments);
        return answer;
    }

    private void enter(String name, int answer, Object[] arguments) {
        boolean duplicates =
                name.equals("fcntl")
                        && List.of(FileFlags.F_DUPFD, FileFlags.F_DUPFD_CLOEXEC)
                                .contains(arguments[1]);
        if (OPENS.contains(name) || duplicates) open.add(answer);
        if (name.equals("pipe2")) enter((int[]) arguments[0]);
        if (name.equals("socketpair")) enter((int[]) arguments[3]);
        if (name.equals("close")) open.remove(arguments[0]);
    }

    private void enter(int[] pair) {
        open.add(pair[0]);
        open.add(pair[1]);
    }
}
