package io.epoll4j.loop;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/// What the loop logs while this is open, instead of on the console. By reflection, since this
/// module does not otherwise need `java.logging`.
final class Log implements AutoCloseable {
    final List<String> lines = new ArrayList<>();
    private final Object logger;
    private final Class<?> filter;

    Log() {
        try {
            filter = Class.forName("java.util.logging.Filter");
            logger =
                    Class.forName("java.util.logging.Logger")
                            .getMethod("getLogger", String.class)
                            .invoke(null, Loop.class.getName());
            InvocationHandler takes =
                    (self, method, arguments) -> {
                        var message = arguments[0].getClass().getMethod("getMessage");
                        lines.add((String) message.invoke(arguments[0]));
                        return false;
                    };
            set(Proxy.newProxyInstance(filter.getClassLoader(), new Class<?>[] {filter}, takes));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void set(Object value) throws ReflectiveOperationException {
        logger.getClass().getMethod("setFilter", filter).invoke(logger, value);
    }

    @Override
    public void close() {
        try {
            set(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
