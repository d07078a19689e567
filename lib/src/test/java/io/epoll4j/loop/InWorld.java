package io.epoll4j.loop;

import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.sim.Here;
import io.epoll4j.sim.Machine;
import io.epoll4j.sim.World;
import io.epoll4j.sim.WorldFailure;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterInfo;
import org.opentest4j.TestAbortedException;

/// Runs a test whose first parameter is [#KERNEL] or [#STAGE] as a program of a world: its loop is
/// on one machine, its clients are on another, and packets between them are late or lost. Every
/// test has a world of its own, whose seed depends on its name; the system property
/// `epoll4j.loop.seed` makes others.
///
/// Datagrams and resets are late only, since nobody would send them again. What a test sends to
/// itself over the loopback or a Unix socket never leaves its machine.
final class InWorld implements InvocationInterceptor, AfterEachCallback {
    static final Supplier<Kernel> KERNEL = () -> place().here.kernel();
    static final Supplier<Stage> STAGE = () -> new Stage(KERNEL.get(), InWorld.MOMENT);

    /// So long a loop waits whose clock is the world's: what was lost three times in a row has
    /// come, and no time limit of the loop is over.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /// The same for one whose clock stands still.
    static final Duration ETERNITY = Duration.ofMinutes(1);

    /// How long a single turn waits.
    private static final Duration MOMENT = Duration.ofMillis(10);

    private static final double LOSS = 0.05;
    private static final Duration LEAST = Duration.ofNanos(50_000);
    private static final Duration MOST = Duration.ofMillis(1);
    private static final Duration LIFE = Duration.ofDays(1_000);
    private static final ThreadLocal<@Nullable Place> PLACE = new ThreadLocal<>();

    /// Where a test is, and where its clients are.
    private record Place(Here here, Machine far) {}

    private static Place place() {
        Place place = PLACE.get();
        if (place == null) throw new IllegalStateException("@ExtendWith(InWorld.class) is missing");
        return place;
    }

    static boolean isHere() {
        return PLACE.get() != null;
    }

    /// The kernel that clients are on: the loop's own, unless this is a world.
    static Kernel far(Kernel near) {
        return isHere() ? place().far.kernel() : near;
    }

    /// Lets come what is under way between the machines of a world, and others run.
    static void pass() {
        if (isHere()) place().here.sleep(ETERNITY);
        else Thread.onSpinWait();
    }

    /// In nanoseconds, for deadlines: a world has its own time.
    static long now() {
        return isHere() ? KERNEL.get().clockGettime(FileFlags.CLOCK_MONOTONIC) : System.nanoTime();
    }

    /// How clients reach this port.
    static SockAddr at(int port) {
        return isHere() ? place().here.machine().at(port) : SockAddr.loopback(port);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> method,
            ReflectiveInvocationContext<Method> of,
            ExtensionContext context)
            throws Throwable {
        run(method, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> method,
            ReflectiveInvocationContext<Method> of,
            ExtensionContext context)
            throws Throwable {
        run(method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> method,
            ReflectiveInvocationContext<Method> of,
            ExtensionContext context)
            throws Throwable {
        run(method, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> method,
            ReflectiveInvocationContext<Method> of,
            ExtensionContext context)
            throws Throwable {
        run(method, context);
    }

    private static void run(Invocation<Void> method, ExtensionContext context) throws Throwable {
        Life life = life(context);
        if (life == null) method.proceed();
        else life.run(method);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Life life = life(context);
        if (life != null) life.end();
    }

    /// The world of the test; null if it needs none.
    private static @Nullable Life life(ExtensionContext context) {
        var parameters = ParameterInfo.get(context.getParent().orElseThrow());
        if (parameters == null) return null;
        Object first = parameters.getArguments().get(0);
        if (first != KERNEL && first != STAGE) return null;
        String name = context.getUniqueId();
        return context.getStore(ExtensionContext.Namespace.create(InWorld.class, name))
                .computeIfAbsent(Life.class, key -> new Life(name), Life.class);
    }

    /// A world that lives as long as one test, on a thread of its own. The test's methods are
    /// handed to a program in it, one by one.
    private static final class Life {
        private final SynchronousQueue<Executable> methods = new SynchronousQueue<>();
        private final CompletableFuture<Void> world = new CompletableFuture<>();

        Life(String name) {
            long seed = Long.getLong("epoll4j.loop.seed", 0) + name.hashCode();
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        try {
                            World.forSeed(seed, this::live);
                            world.complete(null);
                        } catch (Throwable failed) {
                            world.completeExceptionally(failed);
                        }
                    });
        }

        private void live(World world) {
            Machine far = world.machine("far");
            world.machine("near")
                    .run(here -> {
                        PLACE.set(new Place(here, far));
                        for (var next = methods.take(); next != END; next = methods.take())
                            execute(next);
                    });
            world.network().latency(LEAST, MOST);
            world.network().when(frame -> isSentAgain(frame.packet())).chance(LOSS).drop();
            world.allowOpenEnds(); // tests leave clients to the collector
            world.run(LIFE);
        }

        private static final Executable END = () -> {};

        private static void execute(Executable method) throws Exception {
            try {
                method.execute();
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable other) {
                throw new AssertionError(other);
            }
        }

        private static boolean isSentAgain(Packet packet) {
            return packet.protocol() == Packet.Protocol.TCP && !packet.has(Packet.RST);
        }

        /// What a method throws fails the world, which can tell more of it.
        void run(Invocation<Void> method) throws Throwable {
            var done = new CompletableFuture<@Nullable Throwable>();
            hand(() -> {
                try {
                    method.proceed();
                    done.complete(null);
                } catch (TestAbortedException aborted) {
                    done.complete(aborted);
                }
            });
            CompletableFuture.anyOf(done, world).exceptionally(failed -> null).join();
            if (!done.isDone()) check();
            Throwable aborted = done.join();
            if (aborted != null) throw aborted;
        }

        void end() throws InterruptedException {
            hand(END);
            check();
        }

        /// Waits for the end of the world, and throws what went wrong in it.
        private void check() throws InterruptedException {
            try {
                world.get();
            } catch (ExecutionException failed) {
                throw (WorldFailure) failed.getCause();
            }
        }

        private void hand(Executable method) throws InterruptedException {
            while (!methods.offer(method, 10, TimeUnit.MILLISECONDS)) if (world.isDone()) check();
        }
    }
}
