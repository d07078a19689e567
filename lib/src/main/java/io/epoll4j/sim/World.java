package io.epoll4j.sim;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A world: one seed, one clock, machines, a network between them, and what goes wrong.
///
/// ```java
/// World.forSeeds(1_000, world -> {
///     var server = world.machine("server").run(on -> Server.main(on.kernel()));
///     var client = world.machine("client").run(on -> Client.main(on.kernel(), heard));
///     world.network().latency(ofMillis(1), ofMillis(50)).loss(0.01);
///     world.at(ofSeconds(2), server::crash);
///     world.at(ofSeconds(5), server::restart);
///     world.partition(server, client).from(ofSeconds(8)).until(ofSeconds(12));
///     world.run(ofMinutes(5));
///     assertEquals(sent, heard);
/// });
/// ```
///
/// Programs are ordinary code on the kernel of their machine. Time passes only while all of them
/// sleep, and then at once; a call takes none unless the machine is given a speed. The same seed
/// makes the same world, to the last step.
///
/// A world fails by itself if a program throws, if all sleep, nothing is due and a program that
/// does not serve has not ended (deadlock), if a program never sleeps or no time passes (livelock),
/// if programs end and leave descriptors open, and if one keeps a connection whose other end is
/// gone, a minute after the last packet went between the two machines.
///
/// It belongs to the thread that it was made on, and, while it runs, to the programs in it.
public final class World {
    /// What a test does with a world.
    @FunctionalInterface
    public interface Body {
        /// Builds the world, runs it, and looks at what came of it.
        void accept(World world) throws Exception;
    }

    final Dice dice;
    final Trace trace;
    final Director director;
    final Faults faults;
    private final Counts counts;
    private final long seed;
    private final Fabric network;
    private final Plans plans = new Plans(this);
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Claims claims = new Claims();
    private boolean openEnds;

    World(long seed, @Nullable Script script, Trace trace, ThreadFactory threads) {
        this.seed = seed;
        this.trace = trace;
        dice = new Dice(seed, trace);
        director = new Director(threads, dice.split("who runs"), trace, this::afterStep);
        trace.serve(director, seed);
        faults = new Faults(director, dice.split("faults"), trace, script);
        counts = new Counts(dice.split("counts"), script);
        network = new Fabric(director, dice.split("network"), trace, faults);
    }

    /// Does `body` with `count` worlds, one for each of the seeds 1 to `count`, and fails at the
    /// first that fails. Every 50th is done twice, and both times must be the same.
    ///
    /// The first failure is shrunk: with ever fewer and smaller faults the world is tried again, as
    /// long as it fails in the same way. What it takes is told in the message.
    ///
    /// System properties: `epoll4j.seed` for one seed alone, `epoll4j.seeds` for another count,
    /// `epoll4j.replay` for what a message says is to be seen again, and `epoll4j.shrink` for how
    /// many worlds are tried to shrink a failure: 300 unless set, 0 for none.
    ///
    /// @throws WorldFailure if a world fails, or what was asked for happened in none
    public static void forSeeds(int count, Body body) {
        new Seeds(body).run(count);
    }

    /// Does `body` with the world of one seed.
    ///
    /// @throws WorldFailure if it fails
    public static void forSeed(long seed, Body body) {
        new Seeds(body).one(seed, null);
    }

    /// Does `body` with the world of one seed, in which the faults of `schedule` happen and no
    /// others.
    ///
    /// @return what happened
    /// @throws WorldFailure if it fails
    public static Trace replay(long seed, Schedule schedule, Body body) {
        return new Seeds(body).one(seed, Script.of(schedule));
    }

    /// Does `body` with the world that a failure's message gave the recipe of: its seed, and the
    /// faults that it takes, and no others.
    ///
    /// @return what happened
    /// @throws WorldFailure if it fails
    /// @throws IllegalArgumentException if that is no recipe
    public static Trace replay(String recipe, Body body) {
        Recipe parsed = Recipe.parse(recipe);
        return new Seeds(body).one(parsed.seed(), parsed.script());
    }

    /// Finds what of a failed world it takes for `body` to fail in the same way: the fewest and
    /// smallest faults, and the least of what it counts. As [#forSeeds] does by itself.
    ///
    /// @return the same failure, with what was found in [WorldFailure#shrunk] and in its message
    public static WorldFailure shrink(WorldFailure failure, Body body) {
        return new Seeds(body).shrunk(failure);
    }

    /// The machine of this name, which is made if there is none.
    public Machine machine(String name) {
        Machine machine = machines.get(name);
        if (machine == null) {
            machine = new Machine(this, name, machines.size() + 1);
            machines.put(name, machine);
            network.join(machine);
            trace.joined(machine);
        }
        return machine;
    }

    /// All machines, in the order in which they were made.
    public List<Machine> machines() {
        return List.copyOf(machines.values());
    }

    /// The network between them.
    public Fabric network() {
        return network;
    }

    /// Does `what` when the world's time is `time`; at once, once it is past. That time must come
    /// in some seed, or the test fails.
    public void at(Duration time, Runnable what) {
        Asked asked = network.ask("what was to happen at " + Times.text(time));
        at(
                Times.nanos(time),
                () -> {
                    asked.fire();
                    what.run();
                });
    }

    void at(long time, Runnable what) {
        director.agenda.add(Due.of(what), Math.max(time, director.now));
    }

    void after(Duration delay, Runnable what) {
        at(Times.after(director.now, Times.nanos(delay)), what);
    }

    /// Nothing gets from one to the other, or back.
    public Partition partition(Machine one, Machine other) {
        return partition(List.of(one), List.of(other));
    }

    /// Nothing gets from the ones to the others, or back.
    public Partition partition(List<Machine> ones, List<Machine> others) {
        return plans.partition(ones, others);
    }

    /// Nothing gets to the machine, or away from it.
    public Partition isolate(Machine machine) {
        return partition(
                List.of(machine), machines().stream().filter(one -> one != machine).toList());
    }

    /// Draws faults from the seed, as `what` says.
    public void chaos(Chaos what) {
        plans.chaos(what);
    }

    /// Lets the world run for so long. May be called again. Programs may go on after it: see
    /// [#unfinished] and [#runToEnd].
    public void run(Duration time) {
        long until = Times.after(director.now, Times.nanos(time));
        run(until, () -> false);
        director.moveTo(until);
    }

    /// Lets the world run until every program that should end has ended: all but those that serve
    /// ([Machine#serve]) or listen.
    ///
    /// @param atMost after so long the world fails, and names the programs that have not ended
    public void runToEnd(Duration atMost) {
        long until = Times.after(director.now, Times.nanos(atMost));
        run(until, this::haveEnded);
        if (haveEnded()) return;
        director.moveTo(until);
        throw new Verdict("unfinished", "not all have ended: " + String.join(", ", unfinished()));
    }

    private boolean haveEnded() {
        for (Machine machine : machines.values()) if (!machine.jobs.haveEnded()) return false;
        return true;
    }

    private void run(long until, BooleanSupplier enough) {
        plans.draw();
        boolean due = director.run(until, enough);
        if (!due) machines.values().forEach(machine -> machine.jobs.checkDeadlock());
    }

    /// The programs that should end and have not, as `machine/program`, in the order in which they
    /// were given: those that go on, and those that were killed and not started again.
    public List<String> unfinished() {
        return machines.values().stream()
                .flatMap(machine -> machine.jobs.unfinished().stream())
                .toList();
    }

    /// Programs may leave descriptors open when they end, and keep connections whose other end is
    /// gone: otherwise the world fails when the test is done.
    public void allowOpenEnds() {
        openEnds = true;
    }

    /// Names what must be reached in some seed.
    public Reach sometimes(String what) {
        return claims.sometimes(what);
    }

    /// Names what must hold at every step.
    public void always(String what, BooleanSupplier condition) {
        claims.always(what, condition);
    }

    /// How many there are of something that the test builds its world of, machines or messages:
    /// `usual`, and fewer, but not less than one, when a failure is shrunk. The same each time that
    /// it is asked.
    public int count(String what, int usual) {
        return counts.usual(what, usual);
    }

    /// The same, drawn from the seed, from `least` to `most`.
    public int count(String what, int least, int most) {
        return counts.of(what, least, most);
    }

    /// The time since the world began.
    public Duration now() {
        return Duration.ofNanos(director.now);
    }

    /// The seed it is made of.
    public long seed() {
        return seed;
    }

    /// Random numbers for the test, from the seed.
    public RandomGenerator random() {
        return dice;
    }

    /// What happened so far.
    public Trace trace() {
        return trace;
    }

    /// The faults that happened so far, and what was counted.
    public Schedule schedule() {
        return new Schedule(faults.strikes(), counts.all());
    }

    /// What there is at present, for people to read: machines, their programs and what they do,
    /// their descriptors and connections.
    public String netstat() {
        return Netstat.of(this);
    }

    private void afterStep() {
        plans.plan();
        claims.check();
    }

    /// The test is done: what must not be left behind?
    void finish() {
        if (!openEnds) new Leaks(this).check();
    }

    /// Ends all programs.
    void close() {
        for (Machine machine : machines.values()) machine.jobs.doomAll();
        director.unwind();
    }

    List<Asked> asked() {
        return network.asked();
    }

    List<Reach> reaches() {
        return claims.reaches();
    }
}
