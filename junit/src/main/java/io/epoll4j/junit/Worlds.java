package io.epoll4j.junit;

import io.epoll4j.sim.World;
import io.epoll4j.sim.WorldFailure;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Calls a test method once for each world, instead of once. For one test, and whichever thread has
/// its world.
final class Worlds implements InvocationInterceptor, ParameterResolver {
    private final int count;

    /// The world for which the method is called; null while JUnit prepares the call that is
    /// skipped.
    private volatile @Nullable World world;

    Worlds(int count) {
        this.count = count;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return world;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> once,
            ReflectiveInvocationContext<Method> call,
            ExtensionContext context) {
        once.skip();
        Object test = call.getTarget().orElse(null);
        World.Body body =
                one -> {
                    world = one;
                    context.getExecutableInvoker().invoke(call.getExecutable(), test);
                };
        boolean isChosen =
                System.getProperty("epoll4j.seed") != null
                        || System.getProperty("epoll4j.replay") != null;
        KeptSeeds kept = KeptSeeds.of(call.getExecutable());
        if (!isChosen) tryAgain(kept, body);
        try {
            World.forSeeds(count, body);
        } catch (WorldFailure failure) {
            kept.add(failure.seed());
            throw failure;
        }
    }

    private static void tryAgain(KeptSeeds kept, World.Body body) {
        for (long seed : kept.seeds()) {
            try {
                World.forSeed(seed, body);
            } catch (WorldFailure failure) {
                throw World.shrink(failure, body);
            }
            kept.remove(seed);
        }
    }
}
