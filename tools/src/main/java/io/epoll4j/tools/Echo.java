package io.epoll4j.tools;

import io.epoll4j.loop.AcceptMode;
import io.epoll4j.loop.CloseReason;
import io.epoll4j.loop.Handler;
import io.epoll4j.loop.LoopGroup;
import io.epoll4j.loop.Peer;
import io.epoll4j.loop.Settings;
import io.epoll4j.loop.Timeouts;
import io.epoll4j.loop.Trigger;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Gives back the bytes it gets, as RFC 862 has it, losing none: what the event loop does with a
/// handler of one line. A peer that does not take its replies is not read from either, so that what
/// it is owed stays bounded and its own sending comes to a halt.
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        description = "Gives back the bytes it gets (RFC 862).",
        exitCodeListHeading = Main.EXIT_CODES,
        exitCodeList = {
            "0:stopped by SIGINT, SIGTERM or SIGHUP",
            Main.NOT_DONE,
            Main.WRONG_COMMAND
        })
final class Echo implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// How an edge or a level is called on the command line.
    enum Triggered {
        lt(Trigger.LEVEL),
        et(Trigger.EDGE);

        final Trigger trigger;

        Triggered(Trigger trigger) {
            this.trigger = trigger;
        }
    }

    /// The ways to share a listener, as they are called on the command line.
    enum Accept {
        reuseport,
        exclusive,
        handoff,
        oneshot;

        AcceptMode mode() {
            return AcceptMode.valueOf(name().toUpperCase(Locale.ROOT));
        }
    }

    @Mixin private Where where = new Where();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many threads serve, a loop each (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--trigger",
            paramLabel = "T",
            description =
                    "how epoll tells of what is ready: ${COMPLETION-CANDIDATES} (default: et)")
    private @Nullable Triggered triggered;

    @Option(
            names = "--accept",
            paramLabel = "MODE",
            description =
                    "how threads share the connections: ${COMPLETION-CANDIDATES} (default:"
                            + " reuseport; one thread has them all)")
    private @Nullable Accept accept;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "close a connection on which nothing went either way for so long; 0 is no limit"
                            + " (default: ${DEFAULT-VALUE})")
    private int idle;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description =
                    "how many connections to hold at once; more wait to be accepted (default: no"
                            + " limit)")
    private int maxConnections = Integer.MAX_VALUE;

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Null until it is called: Linux is not asked for help texts.
    private @Nullable Ground ground;

    Echo() {
        this(null);
    }

    Echo(@Nullable Ground ground) {
        this.ground = ground;
    }

    private Ground ground() {
        if (ground == null) ground = Ground.linux();
        return ground;
    }

    @Override
    public Integer call() throws UnknownHostException, InterruptedException {
        check(threads > 0 && threads <= 1024, "--threads takes a number from 1 to 1024");
        check(idle >= 0, "--idle takes seconds, 0 for no limit");
        check(maxConnections > 0, "--max-connections takes a number from 1 upwards");
        check(
                triggered == null || accept != Accept.oneshot,
                "--accept oneshot is a trigger of its own: leave --trigger out");
        try (var group = LoopGroup.open(ground().kernel(), threads, mode(), settings());
                var _ = ground().onStop().apply(() -> group.drain(PATIENCE))) {
            var bound = group.listen(where.address(), where.quiet ? Peer::write : new Talkative());
            tell("listening on " + bound);
            return serve(group);
        }
    }

    /// The exit code; what a loop died of has been complained of by then.
    private static int serve(LoopGroup group) throws InterruptedException {
        try {
            group.run();
            return 0;
        } catch (RuntimeException | Error dead) {
            return 1;
        }
    }

    private void check(boolean holds, String what) {
        if (!holds) throw new ParameterException(spec.commandLine(), what);
    }

    private AcceptMode mode() {
        if (accept != null) return accept.mode();
        // One loop alone does not share its port: a second server on it is a mistake to be told.
        return threads == 1 ? AcceptMode.HANDOFF : AcceptMode.REUSEPORT;
    }

    private Settings settings() {
        return new Settings()
                .threads(ground().threads())
                .trigger(triggered == null ? Trigger.EDGE : triggered.trigger)
                .timeouts(Timeouts.DEFAULT.idle(Duration.ofSeconds(idle)))
                .maxConnections(maxConnections)
                .onPressure(this::complain)
                .onError((peer, thrown) -> complain(Main.whatHappened(thrown)));
    }

    private void complain(String what) {
        spec.commandLine().getErr().println("epoll4j echo: " + what);
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
    }

    /// Echoes, and says who comes and goes.
    private final class Talkative implements Handler {
        @Override
        public void received(Peer peer, ByteBuffer bytes) {
            peer.write(bytes);
        }

        @Override
        public void opened(Peer peer) {
            tell("Accepted connection on descriptor " + peer.fd() + " (" + peer.remote() + ")");
        }

        @Override
        public void closed(Peer peer, CloseReason reason) {
            tell("Closed connection on descriptor " + peer.fd() + " (" + words(reason) + ")");
        }

        private static String words(CloseReason reason) {
            return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
