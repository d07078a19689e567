/// A world in a test: machines, each with a kernel of its own, a network between them, one clock,
/// and faults by rule, all drawn from one seed. Start with [World].
///
/// {@snippet file="FirstWorld.java"}
///
/// A program must be told which [kernel][io.epoll4j.sys.Kernel] it runs on, and is otherwise as it
/// is. A failure tells its seed, and the fewest faults that it takes. With JUnit, take
/// `epoll4j-junit`, whose `@Seeds` goes on a test method.
///
/// # What is in it
///
/// - [World]: makes it, lets it run, and is asked what came of it. Nothing in it may be called by
///   programs.
/// - [Machine]: one kernel, its programs and its disk; it crashes, starts again, is slow or has
///   another time.
/// - [Here]: what a program finds on its machine, and the only one of these that it needs.
/// - [Fabric] and [Rule]: the network. [Partition], [Chaos], [CallFaults]: what goes wrong.
/// - [WorldFailure], [Schedule], [Trace]: what became of it, to be read and to be done again.
///
/// # Time
///
/// It passes only while all programs sleep, and then at once. [World#run] moves it and may be
/// called again, so a test can look, move it by half a minute, and look again:
///
/// {@snippet file="HeldTime.java"}
///
/// # Who runs
///
/// A program is a thread, and there is one baton. Only its holder runs: a program that would sleep
/// in a call hands it to the director, who moves the clock to whatever is due next, lets it happen,
/// and hands the baton on. So nothing here depends on the scheduler of the JVM, no lock of a kernel
/// is ever contended, and two runs with the same seed are the same to the last step.
package io.epoll4j.sim;
