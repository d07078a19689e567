package io.epoll4j.conformance;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.epoll4j.conformance.cases.Suite;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every case on every kernel, each under its own name.
class ConformanceTest {
    private static final Runner RUNNER = new Runner(60);

    @TestFactory
    Stream<DynamicTest> linux() {
        return on(Targets.LINUX);
    }

    @TestFactory
    Stream<DynamicTest> jvm() {
        return on(Targets.JVM);
    }

    private static Stream<DynamicTest> on(Targets kernel) {
        var sample = kernel.open();
        return Suite.cases().stream()
                .filter(each -> each.appliesTo(sample))
                .map(each -> dynamicTest(each.toString(), () -> passes(each, kernel)));
    }

    private static void passes(Case each, Targets kernel) {
        var outcome = RUNNER.run(each, kernel);
        switch (outcome.verdict()) {
            case PASSED -> {}
            case SKIPPED -> Assumptions.abort(outcome.detail());
            case FAILED -> fail(outcome.detail());
        }
    }
}
