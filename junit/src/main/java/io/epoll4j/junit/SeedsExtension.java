package io.epoll4j.junit;

import io.epoll4j.sim.World;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Makes one test of a method with [Seeds].
final class SeedsExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getRequiredTestMethod().isAnnotationPresent(Seeds.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        int count = method.getAnnotation(Seeds.class).value();
        if (count < 1)
            throw new ExtensionConfigurationException(
                    "@Seeds(" + count + ") on " + method + ": let it be 1 or more");
        if (!Arrays.asList(method.getParameterTypes()).contains(World.class))
            throw new ExtensionConfigurationException(
                    "@Seeds is on " + method + ": let it take an io.epoll4j.sim.World");
        return Stream.of(new Invocation(count));
    }

    private record Invocation(int count) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return count + " seeds";
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Worlds(count));
        }
    }
}
