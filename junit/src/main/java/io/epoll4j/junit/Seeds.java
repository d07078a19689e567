package io.epoll4j.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that is done with the worlds of many seeds; its method takes a [io.epoll4j.sim.World].
///
/// ```java
/// @Seeds(1_000)
/// void everyWordIsHeard(World world) {
///     world.machine("server").run(on -> Server.main(on.kernel()));
///     world.machine("client").run(on -> Client.main(on.kernel()));
///     world.run(ofMinutes(5));
/// }
/// ```
///
/// It is one test to JUnit: `@BeforeEach` comes once for all seeds, and all worlds share the object
/// that the method belongs to. So a world's things are made in the method. The first seed that
/// fails ends it, as [io.epoll4j.sim.World#forSeeds] says, and is kept: next time the seeds that
/// failed come first, and are forgotten once they pass.
///
/// System properties: `epoll4j.seeds` for another count, say 100000 for a night; `epoll4j.seed` for
/// one seed alone; `epoll4j.replay` for what a failure's message says; `epoll4j.kept` for the
/// folder where failed seeds are kept, `target/failed-seeds` unless set, nowhere if it is empty.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeedsExtension.class)
public @interface Seeds {
    /// How many: seeds 1 to this one. At least 1.
    int value() default 100;
}
