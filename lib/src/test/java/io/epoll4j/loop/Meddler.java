package io.epoll4j.loop;

import io.epoll4j.sys.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A kernel between the loop and the real one: counts every call, and answers some itself.
final class Meddler {
    final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Map<String, Function<Object[], Number>> answers = new ConcurrentHashMap<>();
    final Kernel kernel;

    Meddler(Kernel real) {
        kernel =
                (Kernel)
                        Proxy.newProxyInstance(
                                Kernel.class.getClassLoader(),
                                new Class<?>[] {Kernel.class},
                                (self, method, arguments) -> {
                                    counts.merge(method.getName(), 1, Integer::sum);
                                    var answer = answers.get(method.getName());
                                    Number given = answer == null ? null : answer.apply(arguments);
                                    if (given != null)
                                        return method.getReturnType() == long.class
                                                ? (Object) given.longValue()
                                                : (Object) given.intValue();
                                    try {
                                        return method.invoke(real, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
    }

    /// Lets `answer` answer `call`; where it answers null, the real kernel does.
    void answer(String call, Function<Object[], Number> answer) {
        answers.put(call, answer);
    }

    void stopAnswering(String call) {
        answers.remove(call);
    }

    int count(String call) {
        return counts.getOrDefault(call, 0);
    }
}
