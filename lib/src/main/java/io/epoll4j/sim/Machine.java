package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.sys.FileFlags;
import io.epoll4j.sys.Kernel;
import io.epoll4j.sys.SockAddr;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A machine of a [World]: a kernel of its own, an IPv4 and an IPv6 address, clocks, a disk, and
/// programs. What is said of it may be said by the test, before the world runs and in [World#at],
/// and by programs.
public final class Machine {
    private static final long LEAST_UPTIME = 1_000_000_000L;
    private static final long MOST_UPTIME = 1_000_000_000_000L;

    final World world;
    final int number;
    final Dice dice;
    final MachineClock clock;
    final CallFaults calls;
    final Standstill standstill;
    final Jobs jobs;
    private final String name;
    private final Disk disk = new Disk();
    private Incarnation incarnation;
    private int descriptors;
    private boolean killed;
    private long perCall;

    Machine(World world, String name, int number) {
        this.world = world;
        this.name = name;
        this.number = number;
        dice = world.dice.split("machine " + name);
        clock = new MachineClock(world.director);
        calls = new CallFaults(this);
        standstill = new Standstill(world.director);
        jobs = new Jobs(this);
        incarnation = new Incarnation(this);
        clock.boot(dice.between(LEAST_UPTIME, MOST_UPTIME));
    }

    /// Its name, by which others find it ([Here#resolve]).
    public String name() {
        return name;
    }

    /// Port `port` of its IPv4 address.
    public SockAddr at(int port) {
        return SockAddr.parse("10.0." + (number >> 8) + "." + (number & 0xFF) + ":" + port);
    }

    /// Port `port` of its IPv6 address.
    public SockAddr at6(int port) {
        return SockAddr.parse("[fd00::" + Integer.toHexString(number) + "]:" + port);
    }

    Endpoint endpoint4() {
        return Endpoint.ofV4(10 << 24 | number, 0);
    }

    Endpoint endpoint6() {
        return new Endpoint(0xFD00L << 48, number, 0);
    }

    /// Its kernel, for looking at it between runs. It is another after a crash.
    public Kernel kernel() {
        return incarnation.face;
    }

    /// What it keeps when it crashes.
    public Disk disk() {
        return disk;
    }

    /// What goes wrong in the calls of its programs.
    public CallFaults calls() {
        return calls;
    }

    /// Runs a program, from now on and each time that the machine starts again. Unless it listens,
    /// it is expected to end.
    public Machine run(Program program) {
        return run(jobs.nextName(), program);
    }

    /// The same, with a name for the trace.
    public Machine run(String programName, Program program) {
        return add(new Job(programName, program, false));
    }

    /// Runs a program that need not end: it may sleep for ever. One that listens need not be told.
    public Machine serve(Program program) {
        return add(new Job(jobs.nextName(), program, true));
    }

    private Machine add(Job job) {
        jobs.add(job);
        if (isUp()) jobs.start(job);
        return this;
    }

    /// Its programs may have no more descriptors than this: RLIMIT_NOFILE, from now on.
    public Machine descriptors(int most) {
        descriptors = most;
        limit();
        return this;
    }

    private void limit() {
        if (descriptors > 0)
            incarnation.kernel.setrlimit(FileFlags.RLIMIT_NOFILE, descriptors, descriptors);
    }

    /// Cuts the power: everything but the disk is gone, and nobody is told.
    public void crash() {
        if (!isUp() || order("crash", new Fault.Crash(name)) == null) return;
        incarnation.crash();
        jobs.doomAll();
    }

    /// Kills its programs. The kernel closes what they had open, as Linux does: with FIN, or RST
    /// where something was left unread.
    public void kill() {
        if (isUp() && order("kill", new Fault.Kill(name)) != null) kill(() -> {});
    }

    private void kill(Runnable then) {
        killed = true;
        Incarnation from = incarnation;
        jobs.doomAll();
        jobs.onceEmpty(() -> {
            from.closeAll();
            then.run();
        });
    }

    /// Starts it, and the programs it was given. Those that still run are killed first.
    public void restart() {
        if (order("restart", new Fault.Restart(name)) == null) return;
        if (isUp()) kill(this::startAgain);
        else jobs.onceEmpty(this::startAgain);
    }

    private void startAgain() {
        if (!isUp()) {
            incarnation = new Incarnation(this);
            limit();
            clock.boot(dice.between(LEAST_UPTIME, MOST_UPTIME));
        }
        killed = false;
        jobs.startAll();
    }

    /// Its programs stand still: a collection, say. Its kernel goes on to answer.
    public void pause(Duration length) {
        stop(new Fault.Pause(name, length, false));
    }

    /// It stands still with its kernel: a virtual machine that is stopped. What arrives meanwhile
    /// waits.
    public void freeze(Duration length) {
        stop(new Fault.Pause(name, length, true));
    }

    private void stop(Fault wanted) {
        if (!(order("pause", wanted) instanceof Fault.Pause pause)) return;
        standstill.begin(pause.frozen());
        world.after(pause.length(), () -> standstill.end(pause.frozen()));
    }

    /// From now on every call takes so long, for so long.
    public void slow(Duration eachCall, Duration length) {
        Fault wanted = new Fault.Slow(name, eachCall, length);
        if (!(order("slow", wanted) instanceof Fault.Slow slow)) return;
        long more = Times.nanos(slow.perCall());
        perCall += more;
        world.after(slow.length(), () -> perCall -= more);
    }

    /// From the beginning every call takes so long. Without it, calls cost nothing.
    public Machine speed(Duration eachCall) {
        perCall = Times.nanos(eachCall);
        return this;
    }

    /// Its real-time clock is wrong by so much, from the beginning.
    public Machine skew(Duration by) {
        clock.jump(Times.nanos(by));
        return this;
    }

    /// Its real-time clock is set forward by so much, or back.
    public void jump(Duration by) {
        if (!(order("jump", new Fault.Jump(name, by)) instanceof Fault.Jump jump)) return;
        clock.jump(Times.nanos(jump.by()));
        incarnation.clockWasSet();
    }

    /// Its clocks run fast by so many parts per million, or slow if it is negative, from now on.
    public void drift(int partsPerMillion) {
        if (order("drift", new Fault.Drift(name, partsPerMillion)) instanceof Fault.Drift drift)
            clock.drift(drift.partsPerMillion());
    }

    private @Nullable Fault order(String what, Fault wanted) {
        return world.faults.order(what + " " + name, wanted);
    }

    /// Whether it has power.
    public boolean isUp() {
        return incarnation.isUp();
    }

    /// Whether its programs were ended before they ended themselves.
    boolean wasKilled() {
        return killed;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /// Its kernel, past the face that programs see.
    Kernel bareKernel() {
        return incarnation.kernel;
    }

    /// A strand has run: it sleeps now, or has ended.
    void stepped(Strand strand) {
        incarnation.timersChanged();
        jobs.strands().forEach(Strand::noticeInterrupt);
        if (strand.state != Strand.State.ENDED) return;
        incarnation.host.forget(strand.task);
        jobs.ended(strand);
    }

    long costOfCall() {
        return perCall;
    }
}
