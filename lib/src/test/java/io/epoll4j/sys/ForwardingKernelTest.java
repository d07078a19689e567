package io.epoll4j.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every call of [Kernel] goes on as it came, and is told of before and after.
class ForwardingKernelTest {
    private static final int ANSWER = 77;
    private static final int REFUSAL = -Errno.ENOMEM;

    private final List<Object> calls = new ArrayList<>();
    private int refusal;

    private final Kernel behind =
            (Kernel)
                    Proxy.newProxyInstance(
                            Kernel.class.getClassLoader(),
                            new Class<?>[] {Kernel.class},
                            (proxy, method, arguments) -> {
                                calls.add(method);
                                calls.addAll(Arrays.asList(arguments));
                                return number(method.getReturnType(), ANSWER);
                            });

    private final Kernel kernel =
            new ForwardingKernel(behind) {
                @Override
                protected int before(KernelCall call, int fd) {
                    calls.add("before " + call + " on " + fd);
                    return refusal;
                }

                @Override
                protected long after(KernelCall call, int fd, long answer) {
                    calls.add("after " + call + " on " + fd);
                    return answer + 1;
                }
            };

    static Stream<Method> calls() {
        return Stream.of(Kernel.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void everyCallGoesOnAsItCame(Method call) throws ReflectiveOperationException {
        var arguments = arguments(call);
        var answer = (Number) call.invoke(kernel, arguments);
        assertEquals(ANSWER + 1, answer.intValue());
        var before = (String) calls.removeFirst();
        var after = (String) calls.removeLast();
        assertEquals(before.replace("before", "after"), after);
        assertTrue(before.startsWith("before " + nameOf(call) + " on "), before);
        assertEquals(call, calls.removeFirst());
        assertEquals(Arrays.asList(arguments), calls);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void noCallIsMadeThatWasRefused(Method call) throws ReflectiveOperationException {
        refusal = REFUSAL;
        assertEquals(REFUSAL, ((Number) call.invoke(kernel, arguments(call))).intValue());
        assertEquals(1, calls.size(), calls.toString());
    }

    /// As Linux has it: `epollCreate1` is `epoll_create1`.
    private static String nameOf(Method call) {
        var words = Map.of("epoll", "epoll_", "timerfd", "timerfd_", "clock", "clock_");
        for (var word : words.entrySet()) {
            var name = call.getName();
            if (name.startsWith(word.getKey()))
                return word.getValue()
                        + name.substring(word.getKey().length()).toLowerCase(Locale.ROOT);
        }
        return call.getName();
    }

    /// One of a kind each, so that none can be taken for another.
    private static Object[] arguments(Method call) {
        var types = call.getParameterTypes();
        var arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) arguments[i] = argument(types[i], i + 100);
        return arguments;
    }

    private static Object argument(Class<?> type, int number) {
        if (type == int.class || type == long.class) return number(type, number);
        if (type == int[].class) return new int[number];
        if (type == long[].class) return new long[number];
        if (type == MemorySegment.class) return MemorySegment.ofAddress(number);
        if (type == SockAddr.class) return SockAddr.loopback(number);
        if (type == boolean.class) return true;
        return make(type, number);
    }

    private static Object make(Class<?> type, int number) {
        try {
            var constructor = type.getConstructors()[0];
            return constructor.getParameterCount() == 0
                    ? constructor.newInstance()
                    : constructor.newInstance(
                            Arrays.stream(constructor.getParameterTypes())
                                    .map(one -> argument(one, number))
                                    .toArray());
        } catch (ReflectiveOperationException noWay) {
            throw new AssertionError("how is a " + type + " made?", noWay);
        }
    }

    private static Object number(Class<?> type, int value) {
        return type == int.class ? (Object) value : (Object) (long) value;
    }
}
